package io.clientgrant.e2e;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Tells of each test when it ends, and of what ran and for how long when all have. */
final class RunSummary implements TestExecutionListener {
  private final PrintStream out;
  private final Instant start = Instant.now();
  private final Map<String, Instant> begun = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> notes = new HashMap<>();
  private final List<String> lines = new ArrayList<>();
  private boolean failed;
  private boolean passed;

  RunSummary(PrintStream out) {
    this.out = out;
  }

  /** Prints it, and says whether something passed and nothing failed. */
  boolean print() {
    out.printf("%nWhat ran, in %d s:%n", secondsSince(start));
    lines.forEach(out::println);
    return passed && !failed;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    begun.put(test.getUniqueId(), Instant.now());
    names.put(test.getUniqueId(), name(test));
  }

  /** What stands above a test, but for the engine, and the test. */
  private String name(TestIdentifier test) {
    var above = test.getParentId().map(parent -> names.getOrDefault(parent, "")).orElse("");
    var own = test.getParentId().isEmpty() ? "" : test.getDisplayName().replaceAll("\\(.*\\)", "");
    return above.isEmpty() ? own : above + " · " + own;
  }

  @Override
  public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    notes.put(test.getUniqueId(), String.join(", ", entry.getKeyValuePairs().values()));
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    tell("skipped", 0, name(test), reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    var id = test.getUniqueId();
    var seconds = secondsSince(begun.getOrDefault(id, Instant.now()));
    var name = names.getOrDefault(id, "");
    var reason = result.getThrowable().map(Throwable::getMessage).orElse("");
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          passed = true;
          tell("passed", seconds, name, notes.getOrDefault(id, ""));
        }
      }
      case ABORTED -> tell("skipped", seconds, name, reason);
      case FAILED -> {
        failed = true;
        tell("FAILED", seconds, name, "");
        result.getThrowable().ifPresent(cause -> cause.printStackTrace(out));
      }
    }
  }

  private void tell(String result, long seconds, String name, String note) {
    var line =
        "%-7s %4d s  %s%s"
            .formatted(result, seconds, name, note.isEmpty() ? "" : " (" + note + ")");
    out.println(line);
    lines.add(line);
  }

  private static long secondsSince(Instant instant) {
    return Duration.between(instant, Instant.now()).toSeconds();
  }
}
