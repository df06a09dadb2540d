package io.clientgrant.cli.plan;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.auth0.cache.ResyncProgress;
import io.clientgrant.cli.manifest.ManifestSet;
import io.clientgrant.cli.plan.PlannedChange.Action;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.controller.Preview;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.tenant.Mode;
import io.clientgrant.controller.tenant.OwnerSettings;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Glob;
import io.clientgrant.grant.policy.Guardrail;
import io.clientgrant.grant.policy.NamespaceLabelSet;
import io.clientgrant.grant.policy.NamespaceScope;
import io.clientgrant.grant.policy.Requester;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has the operator decide what applying manifests would do. It reads the tenant as the operator
 * does: a call for each hundred grants, one for each API whose scopes are named, and one for each
 * grant whose organizations are asked for.
 */
public final class PlanMaker {
  private static final List<String> ANYTHING = List.of("*");

  private final Source source;
  private final InstantSource clock;
  private final List<String> notes = new ArrayList<>();

  public PlanMaker(Source source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * Makes the plan.
   *
   * @param isPruned whether what is in the same namespaces, and in no manifest, would be deleted
   * @param quota how many grants the tenant may have; 0 if that is not known
   */
  public PlanReport plan(ManifestSet manifests, boolean isPruned, int quota) {
    var tenants = Desired.tenants(manifests, source.cluster());
    var owners = owners(manifests, tenants);
    var desired = Desired.of(manifests, source.cluster(), owners::containsKey, isPruned);
    var skipped =
        manifests.resources().filter(one -> !owners.containsKey(SpecMapper.tenant(one))).count();
    if (skipped > 0) {
      notes.add("%,d resources are for other tenants, and not planned.".formatted(skipped));
    }
    readGrants();
    readApis(desired.planned());
    var preview =
        new Preview(
            source.tenant(),
            source.connection(),
            owners,
            requesters(manifests),
            source.progress(),
            clock,
            Surroundings.CALL_TIMEOUT);
    preview.add(desired.planned());
    preview.add(desired.others());
    var changes = new ArrayList<PlannedChange>();
    for (var resource : desired.planned()) {
      changes.add(change(resource, desired, preview));
    }
    checkQuota(changes, quota);
    return new PlanReport(changes, notes);
  }

  private PlannedChange change(GrantResource resource, Desired desired, Preview preview) {
    var subject = subject(resource);
    var field = desired.immutable().get(resource);
    return field == null
        ? PlannedChange.of(resource, subject, preview.of(resource))
        : PlannedChange.refused(
            resource,
            subject,
            "Immutable",
            "spec.%s of a ClientGrant never changes. Create another ClientGrant.".formatted(field));
  }

  private String subject(GrantResource resource) {
    return switch (resource) {
      case ClientGrant grant ->
          SpecMapper.key(grant, source.domain())
              .map(GrantKey::toString)
              .orElseGet(() ->
                  "client %s on %s"
                      .formatted(
                          Objects.requireNonNullElse(
                              grant.getSpec().clientName(), "(by reference)"),
                          grant.getSpec().audience()));
      case OrganizationClientGrant use -> {
        var named = use.getSpec().organization();
        yield "organization " + Objects.requireNonNullElse(named.id(), named.name());
      }
    };
  }

  /** The Auth0Tenants that are the tenant. One that nobody knows is taken to be it. */
  private Map<ResourceID, OwnerSettings> owners(
      ManifestSet manifests, Map<ResourceID, Auth0Tenant> tenants) {
    var owners = new HashMap<ResourceID, OwnerSettings>();
    tenants.forEach((id, tenant) -> {
      if (tenant.getSpec().domain().equals(source.domain())) {
        var settings = OwnerSettings.of(tenant);
        if (settings.mode() == Mode.OBSERVE) {
          notes.add(
              "Auth0Tenant %s is in mode Observe: the operator only shows what it would do."
                  .formatted(path(id)));
          settings = settings.enforcing();
        }
        owners.put(id, settings);
      }
    });
    var unknown =
        Desired.referred(manifests).stream().filter(id -> !tenants.containsKey(id)).toList();
    if (source.cluster() == null && !unknown.isEmpty()) {
      notes.add(
          "The guardrails of %s are not known, so they refuse nothing here. Add the Auth0Tenant to the files, or use --tenant or --cluster."
              .formatted(
                  unknown.stream()
                      .map(PlanMaker::path)
                      .sorted()
                      .collect(Collectors.joining(", "))));
      unknown.forEach(id -> owners.put(id, withoutGuardrails(id, manifests)));
    }
    return owners;
  }

  private static String path(ResourceID id) {
    return id.getNamespace().orElse("") + "/" + id.getName();
  }

  /** Whoever asks may have everything; Auth0's own APIs must be listed literally. */
  private OwnerSettings withoutGuardrails(ResourceID id, ManifestSet manifests) {
    var specs = manifests.grants().stream().map(ClientGrant::getSpec).toList();
    var audiences =
        Stream.concat(
                ANYTHING.stream(),
                specs.stream()
                    .map(spec -> spec.audience().replace(SpecMapper.DOMAIN, source.domain())))
            .distinct()
            .toList();
    var everything = Glob.of(ANYTHING);
    return new OwnerSettings(
        source.domain(),
        id.getNamespace().orElse(""),
        Mode.ENFORCE,
        List.of(
            new Guardrail(
                new NamespaceScope.All(),
                everything,
                words(specs.stream().map(spec -> spec.defaultFor()).filter(Objects::nonNull)),
                Glob.of(audiences),
                everything,
                words(
                    specs.stream()
                        .map(spec ->
                            Objects.requireNonNullElse(
                                spec.subjectType(), GrantKey.DEFAULT_SUBJECT_TYPE))),
                words(
                    specs.stream().map(spec -> spec.organizationUsage()).filter(Objects::nonNull)),
                true,
                everything,
                everything,
                AdoptionPolicy.ALWAYS,
                DeletionPolicy.ALWAYS,
                Guardrail.ENDLESS)),
        null);
  }

  private static Set<String> words(Stream<String> words) {
    return words.collect(Collectors.toUnmodifiableSet());
  }

  /** The operator's own resync: the same calls, into the same cache. */
  private void readGrants() {
    while (source.tenant().resync() instanceof ResyncProgress.Paused(var until)) {
      await(until);
      source.progress().read(source.tenant().grants().count(), "grants");
    }
  }

  /** Without the right to APIs there is no call, and nobody knows which scopes they declare. */
  private void readApis(List<GrantResource> resources) {
    var audiences =
        resources.stream()
            .flatMap(
                resource -> resource instanceof ClientGrant grant ? Stream.of(grant) : Stream.of())
            .filter(grant -> grant.getSpec().scope() != null)
            .map(grant -> grant.getSpec().audience().replace(SpecMapper.DOMAIN, source.domain()))
            .collect(Collectors.toUnmodifiableSet());
    var apis = source.tenant().apiScopes();
    for (var later = apis.read(audiences); later.isPresent(); later = apis.read(audiences)) {
      await(later.get());
    }
    if (!source.tenant().mayReadApis()) {
      notes.add(
          "The credential lacks read:resource_servers, so scopes that an API does not declare are"
              + " not found.");
    }
  }

  private void await(Instant moment) {
    source
        .progress()
        .pause(Duration.between(clock.instant(), moment), "Auth0's rate limit is reached");
  }

  private Function<String, Requester> requesters(ManifestSet manifests) {
    var labels = new HashMap<String, Map<String, String>>();
    if (source.cluster() != null) {
      try {
        source
            .cluster()
            .client()
            .namespaces()
            .list()
            .getItems()
            .forEach(namespace -> put(namespace, labels));
      } catch (KubernetesClientException e) { // as for the operator, that watches some namespaces
        labels.clear();
      }
    }
    manifests.namespaces().forEach(namespace -> put(namespace, labels));
    return name ->
        new Requester(
            name,
            labels.containsKey(name)
                ? new NamespaceLabelSet.Known(labels.get(name))
                : new NamespaceLabelSet.Unknown());
  }

  private static void put(Namespace namespace, Map<String, Map<String, String>> labels) {
    var meta = namespace.getMetadata();
    labels.put(meta.getName(), Objects.requireNonNullElse(meta.getLabels(), Map.of()));
  }

  /** The last of those that are created are the ones that Auth0 would refuse. */
  private void checkQuota(List<PlannedChange> changes, int quota) {
    var created =
        changes.stream()
            .filter(
                change -> change.action() == Action.CREATE && change.kind().equals("ClientGrant"))
            .count();
    var after = source.tenant().grants().count() + created - deleted(changes);
    if (quota > 0 && after > quota) {
      notes.add(
          "The tenant would have %,d grants, and may have %,d: Auth0 would refuse %,d of the %,d creations."
              .formatted(after, quota, Math.min(created, after - quota), created));
    }
  }

  private static long deleted(List<PlannedChange> changes) {
    return changes.stream()
        .filter(change -> change.action() == Action.DELETE && change.kind().equals("ClientGrant"))
        .count();
  }
}
