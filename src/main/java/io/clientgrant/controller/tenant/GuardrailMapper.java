package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.api.GuardrailNamespaces;
import io.clientgrant.api.GuardrailRule;
import io.clientgrant.api.LabelExpression;
import io.clientgrant.api.LabelSelector;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Glob;
import io.clientgrant.grant.policy.Guardrail;
import io.clientgrant.grant.policy.LabelRequirement;
import io.clientgrant.grant.policy.NamespaceScope;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the guardrails of an Auth0Tenant. The schema has checked their shape. A rule with an
 * unknown word stays a rule, but allows nothing: without any rule, the owner's namespace may do
 * everything.
 */
final class GuardrailMapper {
  private GuardrailMapper() {}

  static List<Guardrail> read(Auth0TenantSpec spec) {
    return listed(spec.guardrails()).stream().map(rule -> read(rule, spec.domain())).toList();
  }

  private static Guardrail read(GuardrailRule rule, String domain) {
    var scope = scope(rule.namespaces()).orElseGet(NamespaceScope.Unknown::new);
    return new Guardrail(
        scope,
        Glob.of(listed(rule.clientIds())),
        Set.copyOf(listed(rule.defaultFor())),
        Glob.of(
            listed(rule.audiences()).stream()
                .map(pattern -> pattern.replace(SpecMapper.DOMAIN, domain))
                .toList()),
        Glob.of(listed(rule.scopes())),
        subjectTypes(rule.subjectTypes()),
        Set.copyOf(listed(rule.organizationUsage())),
        Boolean.TRUE.equals(rule.allowAnyOrganization()),
        Glob.of(listed(rule.authorizationDetailsTypes())),
        organizations(rule.organizations(), scope),
        adoption(rule.adoption(), scope),
        deletion(rule.deletion(), scope),
        maxLifetime(rule.maxLifetime()));
  }

  private static Set<String> subjectTypes(@Nullable List<String> types) {
    return types == null ? Set.of(GrantKey.DEFAULT_SUBJECT_TYPE) : Set.copyOf(types);
  }

  private static List<Glob> organizations(@Nullable List<String> patterns, NamespaceScope scope) {
    return patterns == null && scope instanceof NamespaceScope.Same
        ? Glob.of(List.of("*"))
        : Glob.of(listed(patterns));
  }

  private static AdoptionPolicy adoption(@Nullable String limit, NamespaceScope scope) {
    if (limit == null) {
      return scope instanceof NamespaceScope.Same ? AdoptionPolicy.ALWAYS : AdoptionPolicy.NEVER;
    }
    return SpecMapper.adoptionPolicy(limit);
  }

  private static DeletionPolicy deletion(@Nullable String limit, NamespaceScope scope) {
    if (limit == null) {
      return scope instanceof NamespaceScope.Same
          ? DeletionPolicy.ALWAYS
          : DeletionPolicy.IF_CREATED;
    }
    return SpecMapper.deletionPolicy(limit);
  }

  /** A duration that cannot be read is no time at all. */
  private static Duration maxLifetime(@Nullable String text) {
    try {
      return text == null
          ? Guardrail.ENDLESS
          : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private static Optional<NamespaceScope> scope(GuardrailNamespaces namespaces) {
    return switch (namespaces.from()) {
      case "Same" -> Optional.of(new NamespaceScope.Same());
      case "All" -> Optional.of(new NamespaceScope.All());
      case "Selector" ->
          Optional.ofNullable(namespaces.selector()).flatMap(GuardrailMapper::selected);
      default -> Optional.empty();
    };
  }

  private static Optional<NamespaceScope> selected(LabelSelector selector) {
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
        ? Optional.of(new NamespaceScope.Selected(requirements))
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
