package io.clientgrant.grant;

import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import java.util.List;

/** One grant, and words to say how others differ from it. */
public final class GrantSamples {
  public static final String DOMAIN = "example.eu.auth0.com";
  public static final String AUDIENCE = "https://api.example.com/invoices";
  public static final GrantId ID = new GrantId("cgr_0000000000000001");
  public static final GrantKey KEY =
      new GrantKey(DOMAIN, new Grantee.Client("billing"), AUDIENCE, "client");

  private GrantSamples() {}

  public static StringSet names(String... names) {
    return StringSet.of(List.of(names));
  }

  public static Settings scope(String... names) {
    return Settings.NONE.with(Field.SCOPE, names(names));
  }

  public static Settings everyScope() {
    return Settings.NONE.with(Field.ALLOW_ALL_SCOPES, new Bool(true));
  }

  public static Settings organizations(String usage) {
    return Settings.NONE.with(Field.ORGANIZATION_USAGE, new Text(usage));
  }

  static Grant grant(Settings settings) {
    return new Grant(ID, KEY, settings, false);
  }

  public static DesiredGrant desired(String audience) {
    return desired(DOMAIN, audience);
  }

  public static DesiredGrant desired(String domain, String audience) {
    var key = new GrantKey(domain, KEY.grantee(), audience, KEY.subjectType());
    return new DesiredGrant(key, false, scope());
  }
}
