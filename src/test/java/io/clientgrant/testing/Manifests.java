package io.clientgrant.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Seed;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The manifests that tests apply. */
public final class Manifests {
  private Manifests() {}

  /** An empty Secret. */
  public static String secret(String name) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: %s}
    """
        .formatted(name);
  }

  /**
   * A Secret for a simulated tenant.
   *
   * @param values what else it holds, or holds instead
   */
  public static String secret(
      String name, String domain, Simulator simulator, Map<String, String> values) {
    var all = new TreeMap<>(values);
    all.putIfAbsent("domain", domain);
    all.putIfAbsent("endpoint", simulator.uri().toString());
    all.putIfAbsent("clientId", Seed.MANAGEMENT_CLIENT);
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: %s}
    data: {%s}
    """
        .formatted(
            name,
            all.entrySet().stream()
                .map(value -> value.getKey() + ": " + base64(value.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private static String base64(String value) {
    return "\"%s\"".formatted(Base64.getEncoder().encodeToString(value.getBytes(UTF_8)));
  }

  /**
   * An Auth0Tenant.
   *
   * @param secret the name of the Secret with its credential
   * @param more the rest of its spec, as lines of YAML
   */
  public static String tenant(String name, String domain, String secret, String more) {
    return """
    apiVersion: auth0.clientgrant.io/v1alpha1
    kind: Auth0Tenant
    metadata: {name: %s}
    spec:
      domain: %s
      credentialsSecretRef: {name: %s}
    %s
    """
        .formatted(name, domain, secret, more.indent(2));
  }

  /**
   * A ClientGrant.
   *
   * @param spec its spec, as YAML in one line
   */
  public static String grant(String name, String spec) {
    return resource("ClientGrant", name, spec);
  }

  /**
   * An OrganizationClientGrant.
   *
   * @param spec its spec, as YAML in one line
   */
  public static String use(String name, String spec) {
    return resource("OrganizationClientGrant", name, spec);
  }

  private static String resource(String kind, String name, String spec) {
    return """
    apiVersion: auth0.clientgrant.io/v1alpha1
    kind: %s
    metadata: {name: %s}
    spec: {%s}
    """
        .formatted(kind, name, spec);
  }
}
