package io.clientgrant.cli.log;

import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.auth0.api.LogsApi;
import io.clientgrant.cli.source.Source;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.TokenUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<Access, Instant> last = new HashMap<>();

  public TokenUses(Source source) {
    this.source = source;
  }

  private record Access(String clientId, String audience) {}

  /** When tokens were last given for these grants. */
  public List<TokenUse> of(List<ListedGrant> grants) {
    var oldest = source.reader().oldestLogEntry().map(LogEvent::date).orElse(null);
    if (oldest == null) {
      return grants.stream().map(listed -> new TokenUse(listed, null, null)).toList();
    }
    read(LogsApi.TOKENS, Set.of());
    var wanted =
        grants.stream()
            .filter(TokenUses::isTold)
            .collect(
                Collectors.groupingBy(
                    listed -> listed.clientId().orElse(""),
                    Collectors.mapping(TokenUses::access, Collectors.toUnmodifiableSet())));
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
    var uses = new ArrayList<TokenUse>();
    for (var listed : grants) {
      uses.add(
          isTold(listed)
              ? new TokenUse(
                  listed, last.get(access(listed)), since.get(listed.clientId().orElse("")))
              : new TokenUse(listed, null, null));
    }
    return uses;
  }

  private static boolean isTold(ListedGrant listed) {
    return listed.clientId().isPresent()
        && listed.grant().key().subjectType().equals(GrantKey.DEFAULT_SUBJECT_TYPE);
  }

  private static Access access(ListedGrant listed) {
    return new Access(listed.clientId().orElse(""), listed.grant().key().audience());
  }

  /**
   * Reads what a search finds, the newest first, until all of these were seen.
   *
   * @return from when on the search tells, if the log has more than it shows; else null
   */
  private @Nullable Instant read(String query, Set<Access> until) {
    var pages = source.reader().log(query);
    var count = 0;
    @Nullable Instant earliest = null;
    while (pages.hasNext() && (until.isEmpty() || !last.keySet().containsAll(until))) {
      for (var event : pages.next()) {
        count++;
        earliest = event.date();
        last.merge(
            new Access(event.clientId(), event.audience()),
            event.date(),
            (one, other) -> one.isAfter(other) ? one : other);
      }
      source.progress().read(count, "log entries");
    }
    return count >= LogsApi.MOST_FOUND ? earliest : null;
  }
}
