package io.clientgrant.grant;

import static io.clientgrant.grant.GrantSamples.AUDIENCE;
import static io.clientgrant.grant.GrantSamples.DOMAIN;
import static io.clientgrant.grant.GrantSamples.KEY;
import static io.clientgrant.grant.GrantSamples.everyScope;
import static io.clientgrant.grant.GrantSamples.names;
import static io.clientgrant.grant.GrantSamples.organizations;
import static io.clientgrant.grant.GrantSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Value.Bool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DigestTest {
  @Test
  void spellingOutDefaultsChangesNothing() {
    var spelt = scope("a", "b");
    for (var field : Field.values()) {
      spelt = field == Field.SCOPE ? spelt : spelt.with(field, field.byDefault());
    }

    assertThat(Digest.of(KEY, spelt)).isEqualTo(Digest.of(KEY, scope("b", "a", "a")));
  }

  @Test
  void noTwoGrantsHaveTheSame() {
    var client = new Grantee.Client("billing");
    var digests =
        Stream.of(
            Digest.of(KEY, Settings.NONE),
            Digest.of(KEY, scope("a")),
            Digest.of(KEY, scope("b")),
            Digest.of(KEY, scope("a", "b")),
            Digest.of(KEY, scope("ab")),
            Digest.of(KEY, scope("a b")),
            Digest.of(KEY, scope("")),
            Digest.of(KEY, everyScope()),
            Digest.of(KEY, organizations("allow")),
            Digest.of(KEY, Settings.NONE.with(Field.ALLOW_ANY_ORGANIZATION, new Bool(true))),
            Digest.of(KEY, Settings.NONE.with(Field.AUTHORIZATION_DETAILS_TYPES, names("a"))),
            Digest.of(new GrantKey("other", client, AUDIENCE, "client"), Settings.NONE),
            Digest.of(new GrantKey(DOMAIN, client, "other", "client"), Settings.NONE),
            Digest.of(new GrantKey(DOMAIN, client, AUDIENCE, "user"), Settings.NONE),
            Digest.of(
                new GrantKey(DOMAIN, new Grantee.Client("other"), AUDIENCE, "client"),
                Settings.NONE),
            Digest.of(
                new GrantKey(DOMAIN, new Grantee.DefaultFor("billing"), AUDIENCE, "client"),
                Settings.NONE));

    assertThat(digests).doesNotHaveDuplicates();
  }

  /** It is kept in statuses, and the next version of the operator has to understand it. */
  @Test
  void itIsTheSameInEveryVersion() {
    assertThat(Digest.of(KEY, scope("read:invoices")).hex())
        .isEqualTo("a9e0dedb0d9c79a87189904615a4a2ae6f3ff2271623b658c2d0756435b9ca2c");
  }
}
