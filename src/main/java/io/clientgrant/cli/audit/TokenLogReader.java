package io.clientgrant.cli.audit;

import io.clientgrant.auth0.api.TokenAccess;
import io.clientgrant.auth0.failure.Failure.Forbidden;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.cli.log.TokenUses;
import io.clientgrant.cli.source.Source;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.audit.TokenLog;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from the tenant's log what the rules about use need. */
final class TokenLogReader {
  /** What Auth0 answers to a client without a grant. Source: answers quoted by its users. */
  private static final String NO_GRANT = "Client is not authorized to access";

  private TokenLogReader() {}

  /** What the log tells; empty if the credential may not read it. */
  static Optional<TokenLog> read(Source source, List<ListedGrant> grants) {
    try {
      return Optional.of(new TokenLog(new TokenUses(source).of(grants), refused(source)));
    } catch (TenantException e) {
      if (e.failure() instanceof MissingScopes || e.failure() instanceof Forbidden) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Map<TokenAccess, Instant> refused(Source source) {
    var refused = new HashMap<TokenAccess, Instant>();
    source
        .reader()
        .log("type:feccft")
        .forEachRemaining(page ->
            page.stream()
                .filter(event -> event.description().startsWith(NO_GRANT))
                .forEach(event ->
                    refused.merge(TokenAccess.of(event), event.date(), TokenLogReader::later)));
    return refused;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
