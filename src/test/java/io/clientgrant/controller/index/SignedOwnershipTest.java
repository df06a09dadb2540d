package io.clientgrant.controller.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.Condition;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed for one ClientGrant is read from it as it was written, and from nothing else. */
class SignedOwnershipTest {
  private static final String DOMAIN = "acme.eu.auth0.test";
  private static final GrantKey KEY =
      new GrantKey(DOMAIN, new Grantee.Client("billing"), "https://api.example.com", "client");
  private static final Owned CREATED =
      new Owned(
          new GrantId("cgr_0123456789abcdef"),
          KEY,
          Origin.CREATED,
          Set.of(Field.SCOPE, Field.ORGANIZATION_USAGE));
  private static final Owned ADOPTED =
      new Owned(new GrantId("cgr_0123456789abcdef"), KEY, Origin.ADOPTED, Set.of());
  private static final PendingCreate PENDING =
      new PendingCreate(new Digest("ab".repeat(32)), Instant.parse("2026-01-02T03:04:05.678Z"));

  private final SignedOwnership records =
      new SignedOwnership(key("the key of this cluster, as long as"));

  @Test
  void anOwnershipIsReadAsItWasWritten() {
    var resource = resource("team-a", "g", "uid-1", "billing", "https://api.example.com");

    assertThat(records.read(resource, write(resource, CREATED))).hasValue(Holdings.of(CREATED));
    assertThat(records.read(resource, write(resource, ADOPTED))).hasValue(Holdings.of(ADOPTED));
    assertThat(records.read(resource, records.write(resource, PENDING)))
        .hasValue(Holdings.of(PENDING));
  }

  @Test
  void aPersonCanReadWhatIsRecorded() {
    assertThat(write(resource(), CREATED))
        .startsWith("v1;Created;acme.eu.auth0.test;cgr_0123456789abcdef;organizationUsage,scope;");
  }

  @Test
  void anAnnotationIsShort() {
    assertThat(write(resource(), CREATED)).hasSizeLessThan(200);
  }

  /** A restore makes a new object, which may have anything in its status. */
  @Test
  void anOwnedGrantIsReadFromAnObjectMadeAnew() {
    var signed = write(resource(), CREATED);
    var anew = resource("team-a", "g", "uid-2", "billing", "https://api.example.com");
    anew.setStatus(status(7L, "GrantExists"));

    assertThat(records.read(anew, signed)).hasValue(Holdings.of(CREATED));
  }

  static Stream<ClientGrant> others() {
    return Stream.of(
        resource("team-b", "g", "uid-1", "billing", "https://api.example.com"),
        resource("team-a", "h", "uid-1", "billing", "https://api.example.com"),
        resource("team-", "ag", "uid-1", "billing", "https://api.example.com"),
        resource("team-a", "g", "uid-1", "another", "https://api.example.com"),
        resource("team-a", "g", "uid-1", "billing", "https://api.example.com/"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void anOwnedGrantIsNotReadFromAnotherClientGrant(ClientGrant other) {
    assertThat(records.read(other, write(resource(), CREATED))).isEmpty();
    assertThat(records.read(other, write(resource(), ADOPTED))).isEmpty();
  }

  static Stream<ClientGrant> otherMoments() {
    var queued = resource();
    queued.setStatus(status(1L, "Queued"));
    var refused = resource();
    refused.setStatus(status(1L, "Invalid"));
    var later = resource();
    later.setStatus(status(2L, "Queued"));
    return Stream.of(
        resource("team-a", "g", "uid-2", "billing", "https://api.example.com"),
        resource("team-b", "g", "uid-1", "billing", "https://api.example.com"),
        resource("team-a", "h", "uid-1", "billing", "https://api.example.com"),
        queued,
        refused,
        later);
  }

  /** An attempt counts only as long as it is under way: until the next status is written. */
  @ParameterizedTest
  @MethodSource("otherMoments")
  void anAttemptIsNotReadFromAnotherObjectOrAfterAnotherStatus(ClientGrant other) {
    assertThat(records.read(other, records.write(resource(), PENDING))).isEmpty();
  }

  @Test
  void anAttemptFromTheQueueIsReadUntilTheStatusChanges() {
    var queued = resource();
    queued.setStatus(status(1L, "Queued"));

    assertThat(records.read(queued, records.write(queued, PENDING))).hasValue(Holdings.of(PENDING));
  }

  @Test
  void nothingIsReadThatAnotherKeyHasSigned() {
    var foreign = new SignedOwnership(key("the key of another cluster, which is long"));

    assertThat(foreign.read(resource(), write(resource(), CREATED))).isEmpty();
    assertThat(foreign.read(resource(), records.write(resource(), PENDING))).isEmpty();
  }

  /** Each character replaced, left out and doubled. */
  @ParameterizedTest
  @MethodSource("signedTexts")
  void nothingIsReadOfATextOfWhichACharacterWasChanged(String signed) {
    var tampered =
        IntStream.range(0, signed.length())
            .boxed()
            .flatMap(at ->
                Stream.of("", "x", ";", ",", signed.charAt(at) + "x", "x" + signed.charAt(at))
                    .map(text -> signed.substring(0, at) + text + signed.substring(at + 1)))
            .filter(text -> !text.equals(signed))
            .toList();

    assertThat(tampered).allSatisfy(text -> assertThat(records.read(resource(), text)).isEmpty());
  }

  static Stream<String> signedTexts() {
    var records = new SignedOwnershipTest().records;
    return Stream.of(
        records.write(resource(), CREATED, List.of()).orElseThrow(),
        records.write(resource(), ADOPTED, List.of()).orElseThrow(),
        records.write(resource(), PENDING));
  }

  /** The parts of one record with the signature of another. */
  @Test
  void nothingIsReadOfARecordWithTheSignatureOfAnother() {
    var texts = signedTexts().toList();
    for (var one : texts) {
      for (var other : texts) {
        var mixed = record(one) + signature(other);
        assertThat(records.read(resource(), mixed).isPresent()).isEqualTo(one.equals(other));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        ";;;;;",
        "v1",
        "v1;",
        "v1;Created",
        "v1;Created;acme.eu.auth0.test;cgr_0123456789abcdef;scope",
        "v1;Created;acme.eu.auth0.test;cgr_0123456789abcdef;scope;",
        "v1;Pending;abab;2026-01-02T03:04:05Z;",
        "v1;Pending;abab;tomorrow;x",
        "v2;Created;acme.eu.auth0.test;cgr_0123456789abcdef;scope;AAAA",
        "{\"grant\": {}}",
        "𝄞;\u0000"
      })
  void nothingIsReadOfATextThatNobodyHasSigned(String text) {
    assertThat(records.read(resource(), text)).isEmpty();
  }

  /** A status can be forged: it may say that another client's grant is owned. */
  @Test
  void aGrantThatTheResourceDoesNotAskForIsNotSigned() {
    var victims = new GrantKey(DOMAIN, new Grantee.Client("victim"), KEY.audience(), "client");
    var forged = new Owned(CREATED.id(), victims, Origin.CREATED, Set.of());

    assertThat(records.write(resource(), forged, List.of())).isEmpty();
  }

  @Test
  void aKeyIsNotShortAndDoesNotShow() {
    assertThat(SigningKey.of(new byte[SigningKey.BYTES - 1])).isEmpty();
    assertThat(records.toString()).isEqualTo("SignedOwnership[key=a signing key]");
  }

  private String write(ClientGrant resource, Owned owned) {
    return records.write(resource, owned, List.of()).orElseThrow();
  }

  private static String record(String signed) {
    return signed.substring(0, signed.lastIndexOf(';') + 1);
  }

  private static String signature(String signed) {
    return signed.substring(signed.lastIndexOf(';') + 1);
  }

  private static SigningKey key(String text) {
    return SigningKey.of(text.getBytes(UTF_8)).orElseThrow();
  }

  private static ClientGrant resource() {
    return resource("team-a", "g", "uid-1", "billing", "https://api.example.com");
  }

  private static ClientGrant resource(
      String namespace, String name, String uid, String client, String audience) {
    return Serialization.unmarshal(
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: ClientGrant
        metadata: {namespace: "%s", name: "%s", uid: "%s", generation: 1}
        spec: {tenantRef: {name: tenant}, clientId: "%s", audience: "%s", scope: [read:a]}
        """
            .formatted(namespace, name, uid, client, audience),
        ClientGrant.class);
  }

  private static ClientGrantStatus status(long generation, String reason) {
    var ready = new Condition("Ready", "False", reason, "", generation, "2026-01-02T03:04:05Z");
    return new ClientGrantStatus(
        generation, null, null, null, null, null, null, null, List.of(ready));
  }
}
