package io.clientgrant.grant.policy;

import java.util.Map;
import java.util.Set;

/** What one label has to be. Source: Kubernetes, label selectors. */
public sealed interface LabelRequirement {
  /** Whether labels are as required. */
  default boolean isMetBy(Map<String, String> labels) {
    return switch (this) {
      case In(var key, var values) -> labels.containsKey(key) && values.contains(labels.get(key));
      case NotIn(var key, var values) ->
          !labels.containsKey(key) || !values.contains(labels.get(key));
      case Exists(var key) -> labels.containsKey(key);
      case DoesNotExist(var key) -> !labels.containsKey(key);
    };
  }

  /** It is there and one of these. */
  record In(String key, Set<String> values) implements LabelRequirement {
    /** Copies, so that it never changes. */
    public In {
      values = Set.copyOf(values);
    }
  }

  /** It is none of these, or not there. */
  record NotIn(String key, Set<String> values) implements LabelRequirement {
    /** Copies, so that it never changes. */
    public NotIn {
      values = Set.copyOf(values);
    }
  }

  /** It is there. */
  record Exists(String key) implements LabelRequirement {}

  /** It is not there. */
  record DoesNotExist(String key) implements LabelRequirement {}
}
