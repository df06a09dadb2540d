package io.clientgrant.cli.source;

import static java.util.Objects.requireNonNullElse;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.index.Declared;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.grant.policy.NamespaceLabelSet;
import io.clientgrant.grant.policy.Requester;
import io.clientgrant.inventory.Declaration;
import io.clientgrant.inventory.Declarations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator's resources in a cluster, as far as the operator itself may see them.
 *
 * @param client the client for it
 * @param namespaces the namespaces to look in; none means all
 */
public record Cluster(KubernetesClient client, Set<String> namespaces) implements AutoCloseable {
  private static final long PAGE = 500;

  /** Copies, so that it never changes. */
  public Cluster {
    namespaces = Set.copyOf(namespaces);
  }

  /** The cluster of the process, with the namespaces that its operator watches. */
  public static Cluster of(Surroundings surroundings) {
    return new Cluster(
        surroundings.cluster().get(),
        surroundings.variable("WATCH_NAMESPACES").stream()
            .flatMap(names -> Stream.of(names.split(",")))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Every resource of a kind. */
  public <R extends HasMetadata> List<R> all(Class<R> kind) {
    var all = new ArrayList<R>();
    forEach(kind, all::add);
    return all;
  }

  /** Looks at every resource of a kind, without keeping more than a page of them. */
  public <R extends HasMetadata> void forEach(Class<R> kind, Consumer<R> look) {
    if (namespaces.isEmpty()) {
      forEach(kind, null, look);
    } else {
      namespaces.forEach(namespace -> forEach(kind, namespace, look));
    }
  }

  private <R extends HasMetadata> void forEach(
      Class<R> kind, @Nullable String namespace, Consumer<R> look) {
    var next = "";
    do {
      var options = new ListOptionsBuilder().withLimit(PAGE);
      if (!next.isEmpty()) {
        options.withContinue(next);
      }
      var resources = client.resources(kind);
      var page =
          (namespace == null ? resources.inAnyNamespace() : resources.inNamespace(namespace))
              .list(options.build());
      page.getItems().forEach(look);
      next = requireNonNullElse(page.getMetadata().getContinue(), "");
    } while (!next.isEmpty());
  }

  /**
   * The Auth0Tenant of a name.
   *
   * @param path {@code name}, in the namespace of the Pod or kubeconfig, or {@code namespace/name}
   */
  public Auth0Tenant tenant(String path) {
    var slash = path.indexOf('/');
    var namespace = slash < 0 ? client.getNamespace() : path.substring(0, slash);
    var name = path.substring(slash + 1);
    return Optional.ofNullable(
            client.resources(Auth0Tenant.class).inNamespace(namespace).withName(name).get())
        .orElseThrow(() ->
            new CommandFailure(
                "Auth0Tenant %s does not exist in namespace %s. kubectl get auth0tenants -A lists them."
                    .formatted(name, namespace)));
  }

  /** The only Auth0Tenant that there is. */
  public Auth0Tenant onlyTenant() {
    var all = all(Auth0Tenant.class);
    if (all.size() != 1) {
      throw new CommandFailure(
          all.isEmpty()
              ? "There is no Auth0Tenant. Create one, or name a tenant with --domain and"
                  + " --credentials."
              : "There are %d Auth0Tenants. Say which with --tenant: %s."
                  .formatted(
                      all.size(),
                      all.stream()
                          .map(tenant ->
                              tenant.getMetadata().getNamespace()
                                  + "/"
                                  + tenant.getMetadata().getName())
                          .sorted()
                          .collect(Collectors.joining(", "))));
    }
    return all.getFirst();
  }

  /** The ClientGrants whose Auth0Tenant is a tenant of this domain. */
  public Declarations declarations(String domain) {
    var tenants = tenantsOf(domain);
    var found = new ArrayList<Declaration>();
    var ownerships = new Ownerships();
    Map<String, String> strings = new TreeMap<>(); // thousands of them repeat few texts
    forEach(
        ClientGrant.class,
        grant -> {
          if (tenants.contains(SpecMapper.tenant(grant))) {
            Declared.by(grant, domain, ownerships, text -> strings.computeIfAbsent(text, t -> t))
                .ifPresent(found::add);
          }
        });
    return Declarations.of(found.stream());
  }

  /** The Auth0Tenants of a domain. */
  public Set<ResourceID> tenantsOf(String domain) {
    return all(Auth0Tenant.class).stream()
        .filter(tenant -> tenant.getSpec().domain().equals(domain))
        .map(ResourceID::fromResource)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A namespace as the owner of a tenant sees it. */
  public Requester requester(String namespace) {
    return new Requester(namespace, labels(namespace));
  }

  private NamespaceLabelSet labels(String namespace) {
    try {
      return Optional.ofNullable(client.namespaces().withName(namespace).get())
          .<NamespaceLabelSet>map(found ->
              new NamespaceLabelSet.Known(
                  requireNonNullElse(found.getMetadata().getLabels(), Map.of())))
          .orElseGet(NamespaceLabelSet.Unknown::new);
    } catch (KubernetesClientException e) { // as for an operator that watches some namespaces
      return new NamespaceLabelSet.Unknown();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
