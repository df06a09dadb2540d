package io.clientgrant.resilience;

import io.clientgrant.testing.OperatorFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes ClientGrants that nobody in their right mind would write, and some that are merely odd. */
final class HostileManifests {
  static final String EMOJI = "\uD83D\uDE00";

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "..",
          "../clients/x",
          "a/b",
          "%2e%2e%2f",
          ".",
          "a b",
          "a\nb",
          "a\u0000b",
          "a\u007Fb",
          "a\u0085b",
          "a\uFEFFb",
          "a\uFFFEb",
          "a\u2028b",
          "a\u202Eb",
          EMOJI,
          EMOJI.repeat(600),
          "\u00E9".repeat(128),
          "x".repeat(63),
          "x".repeat(64),
          "x".repeat(65),
          "x".repeat(128),
          "x".repeat(129),
          "x".repeat(255),
          "x".repeat(256),
          "x".repeat(280),
          "x".repeat(281),
          "x".repeat(600),
          "x".repeat(601),
          "null",
          "true",
          "0",
          "-1",
          "client",
          "user",
          "{{.}}",
          "${jndi:ldap://x}",
          "%s%n",
          "'; DROP TABLE grants; --",
          "<script>",
          "https://test.eu.auth0.test/api/v2/",
          "https://TEST.eu.auth0.test/api/v2",
          "\"quoted\"",
          "back\\slash");

  private static final List<String> WORDS =
      List.of("deny", "allow", "require", "Always", "IfIdentical", "IfCreated", "Never", "maybe");

  private final Random random;
  private int number;

  HostileManifests(Random random) {
    this.random = random;
  }

  /** The values that may end up as an audience. */
  static List<String> hostile() {
    return HOSTILE;
  }

  Map<String, Object> next() {
    var spec = new LinkedHashMap<String, Object>();
    spec.put("tenantRef", new LinkedHashMap<>(Map.of("name", "tenant")));
    spec.put("clientId", OperatorFixture.client(1 + random.nextInt(900)));
    spec.put("audience", random.nextBoolean() ? OperatorFixture.AUDIENCE : hostileText());
    spec.put("scope", scopes());
    for (var mutations = random.nextInt(4); mutations > 0; mutations--) {
      mutate(spec);
    }
    return Map.of(
        "apiVersion",
        "auth0.clientgrant.io/v1alpha1",
        "kind",
        "ClientGrant",
        "metadata",
        Map.of("name", name()),
        "spec",
        spec);
  }

  private String name() {
    var short_ = "m" + ++number;
    return switch (random.nextInt(40)) {
      case 0 -> short_ + "x".repeat(253 - short_.length());
      case 1 -> short_ + ".a-b.c";
      case 2 -> short_ + hostileText();
      default -> short_;
    };
  }

  private void mutate(Map<String, Object> spec) {
    switch (random.nextInt(14)) {
      case 0 -> spec.put("tenantRef", Map.of("name", hostileText()));
      case 1 -> spec.put("tenantRef", Map.of("name", "tenant", "namespace", hostileText()));
      case 2 -> spec.put("clientId", any());
      case 3 -> spec.put("defaultFor", any());
      case 4 -> {
        spec.remove("clientId");
        spec.put("defaultFor", "third_party_clients");
      }
      case 5 -> spec.put("audience", any());
      case 6 -> spec.put("subjectType", random.nextBoolean() ? "user" : any());
      case 7 -> spec.put("scope", any());
      case 8 -> {
        spec.remove("scope");
        spec.put("allowAllScopes", random.nextInt(4) == 0 ? any() : true);
      }
      case 9 -> spec.put("organizationUsage", word());
      case 10 -> spec.put("allowAnyOrganization", random.nextBoolean());
      case 11 -> spec.put("authorizationDetailsTypes", scopes());
      case 12 -> {
        spec.put("adoptionPolicy", word());
        spec.put("deletionPolicy", random.nextBoolean() ? "Always" : any());
      }
      default -> spec.put(random.nextBoolean() ? "suspend" : hostileText(), any());
    }
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private String hostileText() {
    return HOSTILE.get(random.nextInt(HOSTILE.size()));
  }

  private Object any() {
    return switch (random.nextInt(10)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextBoolean();
      case 2 -> List.of(hostileText(), hostileText());
      case 3 -> Map.of("x", hostileText());
      default -> hostileText();
    };
  }

  private List<Object> scopes() {
    return switch (random.nextInt(30)) {
      case 0 -> many(1_000, 280);
      case 1 -> many(1_001, 10);
      case 2 -> many(1_000, 3);
      case 3 -> List.of();
      case 4 -> List.of("read:invoices", "read:invoices", "write:invoices");
      case 5, 6, 7 -> new ArrayList<>(List.of(any(), hostileText()));
      default -> List.of("read:invoices");
    };
  }

  private static List<Object> many(int count, int length) {
    return IntStream.range(0, count)
        .<Object>mapToObj(
            i -> ("s" + i + ":" + "x".repeat(length)).substring(0, Math.max(length, 5)))
        .toList();
  }
}
