package io.clientgrant.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Clients by APIs.
 *
 * @param audiences the APIs, sorted
 * @param rows what each client may do there, sorted by what the client is called
 */
public record AccessMatrix(List<String> audiences, List<Row> rows) {
  /** Copies, so that it never changes. */
  public AccessMatrix {
    audiences = List.copyOf(audiences);
    rows = List.copyOf(rows);
  }

  /**
   * A client, or a kind of clients by default.
   *
   * @param grantee what it is called
   * @param id its client id; for a default, the same as what it is called
   * @param byAudience its grants on each API: at most one for each subject type
   */
  public record Row(String grantee, String id, Map<String, List<ListedGrant>> byAudience) {
    /** Its grants on an API; none if it has no access. */
    public List<ListedGrant> on(String audience) {
      return byAudience.getOrDefault(audience, List.of());
    }
  }

  /** The matrix of these grants. */
  public static AccessMatrix of(List<ListedGrant> grants) {
    var audiences = new TreeSet<String>();
    var rows = new TreeMap<String, Row>(); // by name and id: names can be the same
    for (var listed : grants) {
      var audience = listed.grant().key().audience();
      var id = listed.clientId().orElseGet(listed::grantee);
      audiences.add(audience);
      rows.computeIfAbsent(
              listed.grantee() + "\n" + id,
              _ -> new Row(listed.grantee(), id, new LinkedHashMap<>()))
          .byAudience
          .computeIfAbsent(audience, _ -> new ArrayList<>(1))
          .add(listed);
    }
    return new AccessMatrix(List.copyOf(audiences), List.copyOf(rows.values()));
  }
}
