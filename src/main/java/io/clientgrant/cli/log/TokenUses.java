package io.clientgrant.cli.log;

import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.auth0.api.LogsApi;
import io.clientgrant.auth0.api.TokenAccess;
import io.clientgrant.cli.source.Source;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.TokenUse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the tenant's log when tokens were last given. The last thousand tokens tell of most
 * grants that are in use. Of each client that they do not tell everything about, its own last
 * thousand are read, until each of its grants was seen. An entry names the client and the API, and
 * not the grant; it tells of access as a client only.
 */
public final class TokenUses {
  private final Source source;
  private final Map<TokenAccess, Instant> last = new HashMap<>();

  public TokenUses(Source source) {
    this.source = source;
  }

  /** When tokens were last given for these grants. */
  public List<TokenUse> of(List<ListedGrant> grants) {
    var oldest = source.reader().oldestLogEntry().map(LogEvent::date).orElse(null);
    if (oldest == null) {
      return grants.stream().map(listed -> new TokenUse(listed, null, null)).toList();
    }
    read(LogsApi.TOKENS, Set.of());
    var wanted =
        grants.stream()
            .flatMap(listed -> access(listed).stream())
            .collect(Collectors.groupingBy(TokenAccess::clientId, Collectors.toUnmodifiableSet()));
    var since = new HashMap<String, Instant>();
    wanted.forEach((client, all) -> {
      since.put(client, oldest);
      if (!last.keySet().containsAll(all)) {
        var cut = read("%s AND client_id:\"%s\"".formatted(LogsApi.TOKENS, client), all);
        if (cut != null) {
          since.put(client, cut);
        }
      }
    });
    return grants.stream()
        .map(listed ->
            access(listed)
                .map(told -> new TokenUse(listed, last.get(told), since.get(told.clientId())))
                .orElseGet(() -> new TokenUse(listed, null, null)))
        .toList();
  }

  private static Optional<TokenAccess> access(ListedGrant listed) {
    return TokenAccess.of(listed.grant().key());
  }

  /**
   * Reads what a search finds, the newest first, until all of these were seen.
   *
   * @return from when on the search tells, if the log has more than it shows; else null
   */
  private @Nullable Instant read(String query, Set<TokenAccess> until) {
    var pages = source.reader().log(query);
    var count = 0;
    @Nullable Instant earliest = null;
    while (pages.hasNext() && (until.isEmpty() || !last.keySet().containsAll(until))) {
      for (var event : pages.next()) {
        count++;
        earliest = event.date();
        last.merge(
            TokenAccess.of(event), event.date(), (one, other) -> one.isAfter(other) ? one : other);
      }
      source.progress().read(count, "log entries");
    }
    return count >= LogsApi.MOST_FOUND ? earliest : null;
  }
}
