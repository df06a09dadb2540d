package io.clientgrant.controller;

import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.api.GuardrailNamespaces;
import io.clientgrant.api.LabelExpression;
import io.clientgrant.api.LabelSelector;
import io.clientgrant.grant.AdoptionPolicy;
import io.clientgrant.grant.DeletionPolicy;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Guardrail;
import io.clientgrant.grant.LabelRequirement;
import io.clientgrant.grant.Pattern;
import io.clientgrant.grant.Reach;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tenant owner's guardrails. The schema has made sure of their shape; a word that this
 * version of the operator does not know allows nothing, and is not as if there were no rule.
 */
final class Rules {
  private Rules() {}

  static List<Guardrail> read(Auth0TenantSpec spec) {
    return listed(spec.guardrails()).stream().map(Rules::read).toList();
  }

  private static Guardrail read(io.clientgrant.api.Guardrail rule) {
    var reach = reach(rule.namespaces()).orElseGet(Reach.Unreadable::new);
    return new Guardrail(
        reach,
        Pattern.of(listed(rule.clientIds())),
        Set.copyOf(listed(rule.defaultFor())),
        Pattern.of(listed(rule.audiences())),
        Pattern.of(listed(rule.scopes())),
        subjectTypes(rule.subjectTypes()),
        Set.copyOf(listed(rule.organizationUsage())),
        Boolean.TRUE.equals(rule.allowAnyOrganization()),
        Pattern.of(listed(rule.authorizationDetailsTypes())),
        adoption(rule.adoption(), reach),
        deletion(rule.deletion(), reach));
  }

  private static Set<String> subjectTypes(@Nullable List<String> types) {
    return types == null ? Set.of(GrantKey.DEFAULT_SUBJECT_TYPE) : Set.copyOf(types);
  }

  private static AdoptionPolicy adoption(@Nullable String cap, Reach reach) {
    if (cap == null) {
      return reach instanceof Reach.Same ? AdoptionPolicy.ALWAYS : AdoptionPolicy.NEVER;
    }
    return Specs.adoptionPolicy(cap);
  }

  private static DeletionPolicy deletion(@Nullable String cap, Reach reach) {
    if (cap == null) {
      return reach instanceof Reach.Same ? DeletionPolicy.ALWAYS : DeletionPolicy.IF_CREATED;
    }
    return Specs.deletionPolicy(cap);
  }

  private static Optional<Reach> reach(GuardrailNamespaces namespaces) {
    return switch (namespaces.from()) {
      case "Same" -> Optional.of(new Reach.Same());
      case "All" -> Optional.of(new Reach.All());
      case "Selector" -> Optional.ofNullable(namespaces.selector()).flatMap(Rules::selected);
      default -> Optional.empty();
    };
  }

  private static Optional<Reach> selected(LabelSelector selector) {
    var labels = Objects.requireNonNullElse(selector.matchLabels(), Map.<String, String>of());
    var expressions = listed(selector.matchExpressions());
    var requirements =
        Stream.concat(
                labels.entrySet().stream()
                    .map(
                        label -> new LabelRequirement.In(label.getKey(), Set.of(label.getValue()))),
                expressions.stream().flatMap(expression -> requirement(expression).stream()))
            .toList();
    return requirements.size() == labels.size() + expressions.size()
        ? Optional.of(new Reach.Selected(requirements))
        : Optional.empty();
  }

  private static Optional<LabelRequirement> requirement(LabelExpression expression) {
    var key = expression.key();
    var values = new HashSet<>(listed(expression.values()));
    return switch (expression.operator()) {
      case "In" -> Optional.of(new LabelRequirement.In(key, values));
      case "NotIn" -> Optional.of(new LabelRequirement.NotIn(key, values));
      case "Exists" -> Optional.of(new LabelRequirement.Exists(key));
      case "DoesNotExist" -> Optional.of(new LabelRequirement.DoesNotExist(key));
      default -> Optional.empty();
    };
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
