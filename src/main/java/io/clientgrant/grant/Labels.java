package io.clientgrant.grant;

import java.util.Map;

/** The labels of a namespace. */
public sealed interface Labels {
  /**
   * They are these.
   *
   * @param values the labels
   */
  record Known(Map<String, String> values) implements Labels {
    /** Copies, so that they never change. */
    public Known {
      values = Map.copyOf(values);
    }
  }

  /** The operator may not, or could not yet, read them. */
  record Unknown() implements Labels {}
}
