package io.clientgrant.cli.plan;

import static java.util.Objects.requireNonNullElse;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.cli.manifest.ManifestSet;
import io.clientgrant.cli.source.Cluster;
import io.clientgrant.controller.index.SpecMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as it would be after manifests were applied: what they name is as they say, with the
 * status that it has now; everything else is as it is.
 *
 * @param planned what is to be planned; ClientGrants come first
 * @param others what else is in the cluster
 * @param immutable what the API server would not let anybody change, by resource
 */
record Desired(
    List<GrantResource> planned, List<GrantResource> others, Map<GrantResource, String> immutable) {

  /**
   * The cluster after these manifests.
   *
   * @param cluster the cluster; null if it is not known
   * @param isOurs whether an Auth0Tenant is the one that is planned for
   * @param isPruned whether what is in the same namespaces, and in no manifest, would be deleted
   */
  static Desired of(
      ManifestSet manifests,
      @Nullable Cluster cluster,
      Predicate<ResourceID> isOurs,
      boolean isPruned) {
    var grants = new Merge<ClientGrant>(list(cluster, ClientGrant.class, isOurs));
    var uses =
        new Merge<OrganizationClientGrant>(list(cluster, OrganizationClientGrant.class, isOurs));
    var planned = new ArrayList<GrantResource>();
    var immutable = new HashMap<GrantResource, String>();
    manifests.grants().stream()
        .filter(grant -> isOurs.test(SpecMapper.tenant(grant)))
        .sorted(Merge.BY_NAME)
        .forEach(grant -> {
          var before = grants.apply(grant);
          grant.setStatus(before.map(ClientGrant::getStatus).orElse(null));
          before.flatMap(old -> changed(old, grant)).ifPresent(f -> immutable.put(grant, f));
          planned.add(grant);
        });
    manifests.uses().stream()
        .filter(use -> isOurs.test(SpecMapper.tenant(use)))
        .sorted(Merge.BY_NAME)
        .forEach(use -> {
          use.setStatus(uses.apply(use).map(OrganizationClientGrant::getStatus).orElse(null));
          planned.add(use);
        });
    var namespaces =
        manifests
            .resources()
            .map(resource -> resource.getMetadata().getNamespace())
            .collect(Collectors.toUnmodifiableSet());
    var others = new ArrayList<GrantResource>();
    Stream.concat(uses.rest(), grants.rest())
        .forEach(rest -> {
          var isGoing = isPruned && namespaces.contains(rest.getMetadata().getNamespace());
          if (isGoing) {
            rest.getMetadata().setDeletionTimestamp(now());
          }
          (isGoing ? planned : others).add(rest);
        });
    return new Desired(planned, others, immutable);
  }

  private static <R extends GrantResource> List<R> list(
      @Nullable Cluster cluster, Class<R> kind, Predicate<ResourceID> isOurs) {
    return cluster == null
        ? List.of()
        : cluster.all(kind).stream()
            .filter(resource -> isOurs.test(SpecMapper.tenant(resource)))
            .toList();
  }

  /** What is unique about a grant, of a spec that has another. */
  private static Optional<String> changed(ClientGrant before, ClientGrant after) {
    return Map.<String, Function<ClientGrant, @Nullable Object>>of(
            "tenantRef", grant -> grant.getSpec().tenantRef(),
            "clientId", grant -> grant.getSpec().clientId(),
            "defaultFor", grant -> grant.getSpec().defaultFor(),
            "audience", grant -> grant.getSpec().audience(),
            "subjectType", grant -> grant.getSpec().subjectType())
        .entrySet()
        .stream()
        .filter(
            field -> !Objects.equals(field.getValue().apply(before), field.getValue().apply(after)))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Puts manifests in place of what is in the cluster. */
  private static final class Merge<R extends GrantResource> {
    static final Comparator<GrantResource> BY_NAME =
        Comparator.comparing(resource ->
            resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName());

    private final Map<ResourceID, R> rest = new HashMap<>();

    Merge(List<R> inCluster) {
      inCluster.forEach(resource -> rest.put(ResourceID.fromResource(resource), resource));
    }

    /** Gives a manifest the metadata that it would have; returns what it takes the place of. */
    Optional<R> apply(R manifest) {
      var before = Optional.ofNullable(rest.remove(ResourceID.fromResource(manifest)));
      manifest.setMetadata(
          before
              .map(old -> changedMeta(old, manifest))
              .orElseGet(() -> newMeta(manifest.getMetadata())));
      return before;
    }

    Stream<R> rest() {
      return rest.values().stream().sorted(BY_NAME);
    }

    private static ObjectMeta changedMeta(GrantResource before, GrantResource after) {
      var meta = new ObjectMetaBuilder(before.getMetadata()).build();
      if (!before.getSpec().equals(after.getSpec())) {
        meta.setGeneration(requireNonNullElse(meta.getGeneration(), 0L) + 1);
      }
      return meta;
    }

    private static ObjectMeta newMeta(ObjectMeta given) {
      return new ObjectMetaBuilder(given)
          .withUid("new " + given.getNamespace() + "/" + given.getName())
          .withCreationTimestamp(now())
          .withGeneration(1L)
          .build();
    }
  }

  /** The Auth0Tenants by their names: those of the manifests, and else those of the cluster. */
  static Map<ResourceID, Auth0Tenant> tenants(ManifestSet manifests, @Nullable Cluster cluster) {
    return Stream.concat(
            manifests.tenants().stream(),
            cluster == null ? Stream.of() : cluster.all(Auth0Tenant.class).stream())
        .collect(Collectors.toMap(ResourceID::fromResource, tenant -> tenant, (first, _) -> first));
  }

  /** The Auth0Tenants that manifests refer to. */
  static Set<ResourceID> referred(ManifestSet manifests) {
    return manifests.resources().map(SpecMapper::tenant).collect(Collectors.toUnmodifiableSet());
  }
}
