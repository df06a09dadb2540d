package io.clientgrant.operator;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces to watch, and which of them the operator may not read at the moment, because a
 * RoleBinding is missing or the namespace does not exist. The others are served all the same.
 */
final class WatchedNamespaces {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedNamespaces.class);

  private final KubernetesClient client;
  private final Set<String> wanted;
  private final MultiGauge gauge;
  private volatile SortedSet<String> unreadable = new TreeSet<>();

  /**
   * @param wanted the namespaces to watch; none means all, which are always taken for readable
   */
  WatchedNamespaces(KubernetesClient client, Set<String> wanted, MeterRegistry registry) {
    this.client = client;
    this.wanted = wanted;
    this.gauge =
        MultiGauge.builder("clientgrant.namespace.unreadable")
            .description("Is 1 for each namespace to watch that the operator may not read")
            .register(registry);
  }

  /**
   * Asks again which namespaces can be read.
   *
   * @return those that can be
   * @throws KubernetesClientException if the API server gives another answer than yes or no
   */
  Set<String> look() {
    var before = unreadable;
    var now =
        wanted.stream()
            .filter(namespace -> !mayList(ClientGrant.class, namespace))
            .collect(Collectors.toCollection(TreeSet::new));
    wanted.stream()
        .filter(namespace -> !now.contains(namespace))
        .filter(namespace ->
            !mayList(OrganizationClientGrant.class, namespace)
                || !mayList(Auth0Tenant.class, namespace))
        .forEach(now::add);
    unreadable = now;
    if (!now.equals(before)) {
      report(now);
    }
    return readable();
  }

  /** The namespaces that could be read when they were last looked at. */
  Set<String> readable() {
    var missing = unreadable;
    return wanted.stream()
        .filter(namespace -> !missing.contains(namespace))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a namespace is to be watched and could not be read. */
  boolean isUnreadable(String namespace) {
    return unreadable.contains(namespace);
  }

  /** The namespaces that could not be read, for people; empty if there are none. */
  String unreadable() {
    return String.join(", ", unreadable);
  }

  private void report(Set<String> now) {
    gauge.register(now.stream().map(name -> Row.of(Tags.of("namespace", name), 1)).toList(), true);
    if (now.isEmpty()) {
      LOG.info("every namespace can be read");
    } else {
      LOG.atWarn()
          .addKeyValue("namespaces", unreadable())
          .log(
              "may not read the operator's kinds in some namespaces: create the"
                  + " RoleBindings there, and they are watched");
    }
  }

  /** Asks without a list, which could be long. Who may not even ask is taken for one who may. */
  private boolean mayList(Class<? extends CustomResource<?, ?>> kind, String namespace) {
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withGroup(HasMetadata.getGroup(kind))
            .withResource(HasMetadata.getPlural(kind))
            .withVerb("list")
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    try {
      return client
          .authorization()
          .v1()
          .selfSubjectAccessReview()
          .create(review)
          .getStatus()
          .getAllowed();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HTTP_FORBIDDEN) {
        return true;
      }
      throw e;
    }
  }
}
