package io.clientgrant.grant.policy;

import java.util.List;

/** The namespaces that a guardrail is for. */
public sealed interface NamespaceScope {
  /** Whether a requester is within reach of a tenant of namespace {@code home}. */
  default boolean includes(Requester requester, String home) {
    return switch (this) {
      case Same() -> requester.namespace().equals(home);
      case All() -> true;
      case Unknown() -> false;
      case Selected(var requirements) ->
          requester.labels() instanceof NamespaceLabelSet.Known(var labels)
              && requirements.stream().allMatch(requirement -> requirement.isMetBy(labels));
    };
  }

  /** The tenant's own. */
  record Same() implements NamespaceScope {}

  /** Every one. */
  record All() implements NamespaceScope {}

  /** None: it is said in words that this version of the operator does not know. */
  record Unknown() implements NamespaceScope {}

  /**
   * Those whose labels meet all requirements. One whose labels are unknown is not among them.
   *
   * @param requirements what the labels have to be
   */
  record Selected(List<LabelRequirement> requirements) implements NamespaceScope {
    /** Copies, so that it never changes. */
    public Selected {
      requirements = List.copyOf(requirements);
    }
  }
}
