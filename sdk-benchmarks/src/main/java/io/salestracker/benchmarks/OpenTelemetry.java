package io.salestracker.benchmarks;

import static io.opentelemetry.api.common.AttributeKey.doubleArrayKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * OpenTelemetry's logs, each purchase an event with attributes, over OTLP as protobuf: 512 a request and one request at
 * a time as by default, but a queue that takes more than 2,048 events, and no second's wait for a last batch.
 */
final class OpenTelemetry implements Subject {
    private static final AttributeKey<String> ORDER_ID = stringKey("order.id");
    private static final AttributeKey<String> CURRENCY = stringKey("order.currency");
    private static final AttributeKey<Double> TOTAL = doubleKey("order.total");
    private static final AttributeKey<String> VISITOR = stringKey("user.id");
    // Attributes are flat: a list of products is a list for each of their properties.
    private static final AttributeKey<List<String>> PRODUCT_IDS = stringArrayKey("product.id");
    private static final AttributeKey<List<String>> NAMES = stringArrayKey("product.name");
    private static final AttributeKey<List<Long>> QUANTITIES = longArrayKey("product.quantity");
    private static final AttributeKey<List<Double>> UNIT_PRICES = doubleArrayKey("product.price");

    private final SdkLoggerProvider provider;
    private final Logger logger;

    OpenTelemetry(int port) {
        OtlpHttpLogRecordExporter exporter = OtlpHttpLogRecordExporter.builder()
                .setEndpoint("http://localhost:" + port + "/v1/logs")
                .build();
        provider = SdkLoggerProvider.builder()
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter)
                        .setMaxQueueSize(100_000)
                        .setMaxExportBatchSize(512)
                        .setScheduleDelay(Duration.ofMillis(20))
                        .build())
                .build();
        logger = provider.get("shop");
    }

    @Override
    public LogRecordBuilder build(int number) {
        int size = Sale.LINES.size();
        List<String> productIds = new ArrayList<>(size);
        List<String> names = new ArrayList<>(size);
        List<Long> quantities = new ArrayList<>(size);
        List<Double> unitPrices = new ArrayList<>(size);
        for (Sale.Line line : Sale.LINES) {
            productIds.add(line.productId());
            names.add(line.name());
            quantities.add((long) line.quantity());
            unitPrices.add(line.unitPrice().doubleValue());
        }
        return logger.logRecordBuilder()
                .setEventName("order.completed")
                .setAttribute(ORDER_ID, Sale.orderId(number))
                .setAttribute(CURRENCY, Sale.CURRENCY)
                .setAttribute(TOTAL, Sale.TOTAL.doubleValue())
                .setAttribute(VISITOR, Sale.VISITOR)
                .setAttribute(PRODUCT_IDS, productIds)
                .setAttribute(NAMES, names)
                .setAttribute(QUANTITIES, quantities)
                .setAttribute(UNIT_PRICES, unitPrices);
    }

    @Override
    public void track(int number) {
        build(number).emit();
    }

    @Override
    public void flush() {
        provider.forceFlush();
    }

    @Override
    public void close() {
        provider.shutdown().join(10, TimeUnit.SECONDS);
    }
}
