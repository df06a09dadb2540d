package io.clientgrant.soak;

import io.clientgrant.testing.OperatorProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operator's process holds.
 *
 * @param heap MiB of objects that are still referred to
 * @param threads live threads
 * @param sockets open sockets
 * @param series time series on {@code /metrics}
 */
record Measurement(double heap, long threads, long sockets, long series) {
  /** By how much the heap may differ without something being kept: a tenth, and two mebibytes. */
  private static final double HEAP_FACTOR = 1.1;

  private static final double HEAP_SLACK = 2;
  private static final int THREADS_SLACK = 8;
  private static final int SOCKETS_SLACK = 12; // OkHttp keeps idle ones for five minutes
  private static final int SERIES_SLACK = 12; // a status that came for the first time

  /** Counts what is there; the heap comes last, because all garbage is collected for it. */
  static Measurement of(OperatorProcess operator) throws IOException, InterruptedException {
    var series = operator.get("/metrics").lines().filter(line -> !line.startsWith("#")).count();
    var threads = operator.threads();
    return new Measurement(operator.liveHeapMiB(), threads, operator.sockets(), series);
  }

  /** What has grown beyond the tolerance since an earlier measurement, a sentence for each. */
  List<String> growthSince(Measurement before) {
    var grown = new ArrayList<String>();
    if (heap > before.heap * HEAP_FACTOR + HEAP_SLACK) {
      grown.add("The live heap has grown by more than a tenth and 2 MiB.");
    }
    if (threads > before.threads + THREADS_SLACK) {
      grown.add("There are more than %d new threads.".formatted(THREADS_SLACK));
    }
    if (sockets > before.sockets + SOCKETS_SLACK) {
      grown.add("There are more than %d new sockets.".formatted(SOCKETS_SLACK));
    }
    if (series > before.series + SERIES_SLACK) {
      grown.add("There are more than %d new time series.".formatted(SERIES_SLACK));
    }
    return grown;
  }

  /** A row of the table that is printed. */
  String row(String when) {
    return "%-6s %10.1f MiB %8d %8d %12d".formatted(when, heap, threads, sockets, series);
  }
}
