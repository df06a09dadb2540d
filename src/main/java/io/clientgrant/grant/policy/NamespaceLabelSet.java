package io.clientgrant.grant.policy;

import java.util.Map;

/** The labels of a namespace. */
public sealed interface NamespaceLabelSet {
  /**
   * They are these.
   *
   * @param values the labels
   */
  record Known(Map<String, String> values) implements NamespaceLabelSet {
    /** Copies, so that they never change. */
    public Known {
      values = Map.copyOf(values);
    }
  }

  /** The operator may not, or could not yet, read them. */
  record Unknown() implements NamespaceLabelSet {}
}
