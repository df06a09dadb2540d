package io.clientgrant.controller.tenant.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.api.SecretRef;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReadyState.Phase;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading.Complete;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading.Incomplete;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading.Missing;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.network.Keys;
import io.clientgrant.testing.network.OwnCa;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of real Secrets, with no other right than to get one by its name. */
@ExtendWith(ControlPlaneExtension.class)
class CredentialsReaderIT {
  private static final String DOMAIN = "example.eu.auth0.com";
  private static final String KEY = Keys.privatePem(Keys.rsa(2048));
  private static final Set<String> SCOPES = Set.of("read:client_grants");

  @AutoClose private final KubernetesClient admin;
  @AutoClose private final KubernetesClient operator;
  private final String namespace;

  CredentialsReaderIT(ControlPlane controlPlane) {
    this.admin = controlPlane.client();
    this.namespace = controlPlane.newNamespace();
    var config = new ConfigBuilder(admin.getConfiguration()).withImpersonateUsername("operator");
    this.operator = new KubernetesClientBuilder().withConfig(config.build()).build();
    var name = new ObjectMetaBuilder().withName("credentials").withNamespace(namespace).build();
    var rule = new PolicyRuleBuilder().withApiGroups("").withResources("secrets");
    admin
        .resource(
            new RoleBuilder()
                .withMetadata(name)
                .withRules(rule.withResourceNames("credentials").withVerbs("get").build())
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withMetadata(name)
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "credentials")
                .addNewSubject("rbac.authorization.k8s.io", "User", "operator", null)
                .build())
        .create();
  }

  static Stream<Arguments> complete() {
    var secret = new SharedSecret("operator", "s3cret");
    var key = Credential.signing("operator", KEY).orElseThrow();
    return Stream.of(
        arguments(Map.of("clientSecret", "s3cret"), "https://" + DOMAIN, secret),
        arguments(Map.of("clientSecret", "s3cret\n"), "https://" + DOMAIN, secret),
        arguments(Map.of("clientSecret", "s3cret", "privateKey", ""), "https://" + DOMAIN, secret),
        arguments(Map.of("privateKey", KEY), "https://" + DOMAIN, key),
        arguments(
            Map.of("privateKey", KEY, "endpoint", "https://proxy.example.com:8443/auth0\n"),
            "https://proxy.example.com:8443/auth0",
            key));
  }

  @ParameterizedTest
  @MethodSource("complete")
  void aCompleteSecretMakesAConnection(
      Map<String, String> values, String endpoint, Credential credential) {
    assertThat(read(values))
        .isEqualTo(
            new Complete(
                new Connection(
                    DOMAIN, HttpUrl.get(endpoint), credential, CaBundle.OF_THE_SYSTEM, SCOPES)));
  }

  static Stream<Arguments> incomplete() {
    var unreadable =
        "The privateKey in Secret credentials cannot be read. Use an RSA key of 2048 to 8192 bits in PEM, without a passphrase.";
    var endpoint =
        "The endpoint in Secret credentials is no URL that a credential may be sent to. Use https, or http to loopback.";
    return Stream.of(
        arguments(Map.of(), "Secret credentials lacks clientSecret (or privateKey). Add it."),
        arguments(
            Map.of("clientSecret", " ", "clientId", "", "domain", ""),
            "Secret credentials lacks domain and clientId and clientSecret (or privateKey). Add it."),
        arguments(
            Map.of("clientSecret", "s3cret", "privateKey", KEY),
            "Secret credentials has both clientSecret and privateKey. Remove the one that is not to be used."),
        arguments(
            Map.of("clientSecret", "x".repeat(5_000), "clientId", "x".repeat(200)),
            "Secret credentials has a clientId of more than 128 characters and a clientSecret of more than 4096 characters. Correct it."),
        arguments(Map.of("privateKey", "s3cret"), unreadable),
        arguments(Map.of("privateKey", KEY.replace("\nM", "\nX")), unreadable),
        arguments(Map.of("clientSecret", "s3cret", "endpoint", "s3cret"), endpoint),
        arguments(Map.of("clientSecret", "s3cret", "endpoint", "http://proxy.test"), endpoint),
        arguments(Map.of("clientSecret", "s3cret", "endpoint", "ftp://127.0.0.1"), endpoint));
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void anIncompleteSecretSaysWhatToDo(Map<String, String> values, String sentence) {
    assertThat(read(values))
        .isEqualTo(new Incomplete(new ReadyState(Phase.STALLED, "InvalidSecret", sentence)));
  }

  @Test
  void theCredentialOfAnotherDomainIsNotUsed() {
    assertThat(read(Map.of("domain", "other.eu.auth0.com", "clientSecret", "s3cret")))
        .isEqualTo(
            new Incomplete(
                new ReadyState(
                    Phase.STALLED,
                    "DomainMismatch",
                    "Secret credentials holds the credential of another domain. Make its domain equal to spec.domain.")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8099", "http://[::1]:1", "http://localhost:8099"})
  void plainHttpMayGoToThisHost(String endpoint) {
    assertThat(read(Map.of("clientSecret", "s3cret", "endpoint", endpoint)))
        .isInstanceOf(Complete.class);
  }

  @Test
  void plainHttpMayGoToOthersIfTheOperatorIsToldSo() {
    apply(Map.of("clientSecret", "s3cret", "endpoint", "http://simulator.auth0.svc"));

    assertThat(new CredentialsReader(operator, true).read(tenant(null)))
        .isInstanceOf(Complete.class);
  }

  @Test
  void aCaBundleIsPartOfTheConnection() {
    var ca = new OwnCa();
    apply(Map.of("clientSecret", "s3cret"));

    assertThat(reader().read(tenant(ca.bundle())))
        .isEqualTo(reader().read(tenant(ca.bundle() + "\n")));
    assertThat(reader().read(tenant(ca.bundle())))
        .extracting(reading -> ((Complete) reading).connection().caBundle())
        .isEqualTo(CaBundle.read(ca.pem().getBytes(UTF_8)).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AAAA", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "====", "MIIB"})
  void anUnreadableCaBundleIsReported(String bundle) {
    apply(Map.of("clientSecret", "s3cret"));

    assertThat(reader().read(tenant(bundle)))
        .isEqualTo(
            new Incomplete(
                new ReadyState(
                    Phase.STALLED,
                    "InvalidCABundle",
                    "spec.caBundle cannot be read. Put 1 to 256 PEM certificates there, encoded in base64.")));
  }

  @Test
  void aMissingSecretIsWaitedFor() {
    assertThat(reader().read(tenant(null)))
        .isEqualTo(
            new Missing(
                ReadyState.reconciling(
                    "SecretNotFound",
                    "Secret credentials does not exist in namespace %s. Create it."
                        .formatted(namespace))));
  }

  @Test
  void aSecretThatMayNotBeReadIsReported() {
    var tenant = tenant(null);
    tenant.setSpec(
        new Auth0TenantSpec(
            DOMAIN, new SecretRef("others"), null, null, null, null, null, null, null));

    assertThat(reader().read(tenant))
        .isEqualTo(
            new Incomplete(
                ReadyState.reconciling(
                    "SecretForbidden",
                    "The operator may not read Secret others in namespace %s. Allow its service account to get it."
                        .formatted(namespace))));
  }

  private Reading read(Map<String, String> values) {
    apply(values);
    return reader().read(tenant(null));
  }

  private CredentialsReader reader() {
    return new CredentialsReader(operator, false);
  }

  private void apply(Map<String, String> values) {
    var data = new HashMap<>(Map.of("domain", DOMAIN, "clientId", "operator"));
    data.putAll(values);
    data.replaceAll((_, value) -> Base64.getEncoder().encodeToString(value.getBytes(UTF_8)));
    admin
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("credentials")
                .withNamespace(namespace)
                .endMetadata()
                .withData(data)
                .build())
        .create();
  }

  private Auth0Tenant tenant(@Nullable String caBundle) {
    var tenant = new Auth0Tenant();
    tenant.setMetadata(new ObjectMetaBuilder().withName("t").withNamespace(namespace).build());
    tenant.setSpec(
        new Auth0TenantSpec(
            DOMAIN, new SecretRef("credentials"), caBundle, null, null, null, null, null, null));
    return tenant;
  }
}
