package io.clientgrant.grant;

import io.clientgrant.grant.Value.Flag;
import io.clientgrant.grant.Value.Names;
import io.clientgrant.grant.Value.Word;
import java.util.List;

/** One grant, and words to say how others differ from it. */
final class Sample {
  static final String DOMAIN = "example.eu.auth0.com";
  static final String AUDIENCE = "https://api.example.com/invoices";
  static final GrantId ID = new GrantId("cgr_0000000000000001");
  static final GrantKey KEY =
      new GrantKey(DOMAIN, new Grantee.Client("billing"), AUDIENCE, "client");

  private Sample() {}

  static Names names(String... names) {
    return Names.of(List.of(names));
  }

  static Settings scope(String... names) {
    return Settings.NONE.with(Field.SCOPE, names(names));
  }

  static Settings everyScope() {
    return Settings.NONE.with(Field.ALLOW_ALL_SCOPES, new Flag(true));
  }

  static Settings organizations(String usage) {
    return Settings.NONE.with(Field.ORGANIZATION_USAGE, new Word(usage));
  }

  static Grant grant(Settings settings) {
    return new Grant(ID, KEY, settings, false);
  }

  static DesiredGrant desired(String audience) {
    return desired(DOMAIN, audience);
  }

  static DesiredGrant desired(String domain, String audience) {
    var key = new GrantKey(domain, KEY.grantee(), audience, KEY.subjectType());
    return new DesiredGrant(key, false, scope());
  }
}
