package io.clientgrant.testing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the text that Prometheus scrapes. */
public final class Samples {
  private static final Pattern SAMPLE = Pattern.compile("([a-z_:]+)(\\{.*\\})? ([0-9.eE+-]+)");

  private Samples() {}

  /**
   * One sample.
   *
   * @param tags as they are spelled, in braces; empty if there are none
   */
  public record Sample(String name, String tags, double value) {
    /** The value of a tag; empty without it. */
    public String tag(String tag) {
      var matcher = Pattern.compile("[{,]" + tag + "=\"([^\"]*)\"").matcher(tags);
      return matcher.find() ? matcher.group(1) : "";
    }
  }

  /** The samples in an answer of {@code /metrics}. */
  public static Stream<Sample> parse(String text) {
    return text.lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .map(sample ->
            new Sample(
                sample.group(1),
                sample.group(2) == null ? "" : sample.group(2),
                Double.parseDouble(sample.group(3))));
  }
}
