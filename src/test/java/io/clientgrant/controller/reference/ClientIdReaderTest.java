package io.clientgrant.controller.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrantSpec.KeyRef;
import io.clientgrant.controller.reference.ClientIdReader.Place;
import io.clientgrant.controller.reference.ClientIdReader.Reading;
import io.clientgrant.controller.status.ReadyState.Phase;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a ConfigMap or a Secret, and what is told of it. */
class ClientIdReaderTest {
  private static final String CONSENT = "auth0.clientgrant.io/client-id-key";

  @ParameterizedTest
  @ValueSource(strings = {"AaiyAPdpYdesoKnqjj8HJqRn4T5titww", "a", "tpc_0-1", "id\n", " id \r\n"})
  void aClientIdIsRead(String value) {
    var expected = new Reading.Found(value.strip());

    assertThat(place("ConfigMap").read(configMap("key", value))).isEqualTo(expected);
    assertThat(place("Secret").read(secret("key", value, "key"))).isEqualTo(expected);
    assertThat(place("ConfigMap").read(configMap("key", "x".repeat(128))))
        .isInstanceOf(Reading.Found.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "two ids", "a\nb", "../users", "p@ssw0rd", "ä", "a\u0000"})
  void whatIsNoClientIdIsNotShown(String value) {
    var told =
        "The value of key in Secret s in namespace ns is no client id: letters, digits, '_' and '-'"
            + " only. Correct it.";

    assertMissing(place("Secret").read(secret("key", value, "key")), "InvalidClientId", told);
    assertMissing(
        place("ConfigMap").read(configMap("key", value)),
        "InvalidClientId",
        told.replace("Secret", "ConfigMap"));
    assertThat(place("ConfigMap").read(configMap("key", "x".repeat(129))))
        .isInstanceOf(Reading.Missing.class);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertMissing(
        place("ConfigMap").read((ConfigMap) null),
        "ClientNotFound",
        "ConfigMap s in namespace ns does not exist. Create it.");
    assertMissing(
        place("ConfigMap").read(configMap("other", "id")),
        "ClientNotFound",
        "ConfigMap s in namespace ns has no key key. Add it.");
    assertMissing(
        place("ConfigMap").read(new ConfigMap()),
        "ClientNotFound",
        "ConfigMap s in namespace ns has no key key. Add it.");
    assertMissing(
        place("Secret").read((Secret) null),
        "ClientNotFound",
        "Secret s in namespace ns does not exist. Create it.");
    assertMissing(
        place("Secret").read(secret("other", "id", "key")),
        "ClientNotFound",
        "Secret s in namespace ns has no key key. Add it.");
  }

  /** Not even whether the key is there. */
  @ParameterizedTest
  @ValueSource(strings = {"", "other", "key ", "*", "KEY"})
  void aSecretThatDoesNotNameTheKeyIsNotRead(String consent) {
    var told =
        "Secret s in namespace ns does not say that its key key is a client id, which everybody may"
            + " read who may read this resource. If it is one, annotate the Secret with"
            + " auth0.clientgrant.io/client-id-key=key.";

    var unannotated = new SecretBuilder().withNewMetadata().endMetadata().build();
    assertMissing(place("Secret").read(secret("key", "id", consent)), "ConsentMissing", told);
    assertMissing(place("Secret").read(secret("none", "id", consent)), "ConsentMissing", told);
    assertMissing(place("Secret").read(unannotated), "ConsentMissing", told);
  }

  /** A person has to do something, but perhaps somebody is about to. */
  @Test
  void itIsStalledAfterSomeMinutes() {
    assertThat(phase(0)).isEqualTo(Phase.RECONCILING);
    assertThat(phase(100)).isEqualTo(Phase.STALLED);
  }

  private static Phase phase(int failures) {
    return ((Reading.Missing)
            new Place("ConfigMap", "ns", new KeyRef("s", "key"), failures).read((ConfigMap) null))
        .state()
        .phase();
  }

  private static void assertMissing(Reading reading, String reason, String message) {
    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Missing.class,
            missing -> {
              assertThat(missing.state().reason()).isEqualTo(reason);
              assertThat(missing.state().message()).isEqualTo(message);
            });
  }

  private static Place place(String kind) {
    return new Place(kind, "ns", new KeyRef("s", "key"), 0);
  }

  private static ConfigMap configMap(String key, String value) {
    return new ConfigMapBuilder().addToData(key, value).build();
  }

  private static Secret secret(String key, String value, String consent) {
    return new SecretBuilder()
        .withNewMetadata()
        .addToAnnotations(CONSENT, consent)
        .endMetadata()
        .addToData(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
