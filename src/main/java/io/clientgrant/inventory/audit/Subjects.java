package io.clientgrant.inventory.audit;

import io.clientgrant.auth0.api.ApiProfile;
import io.clientgrant.inventory.ListedGrant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What several grants have in common, so that one cause is one finding.
 *
 * @param name what it is: "API https://api.example.com", "client abc"
 * @param grants the grants; at least one
 */
record Subjects(String name, List<ListedGrant> grants) {
  /** Grants by their API. */
  static Stream<Subjects> byApi(Stream<ListedGrant> grants) {
    return by(grants, listed -> "API " + listed.grant().key().audience());
  }

  /** Grants by whom they are for. */
  static Stream<Subjects> byGrantee(Stream<ListedGrant> grants) {
    return by(grants, listed -> listed.grant().key().grantee().toString());
  }

  /** Grants by anything else. */
  static Stream<Subjects> by(Stream<ListedGrant> grants, Function<ListedGrant, String> name) {
    Map<String, List<ListedGrant>> groups =
        grants.collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
    return groups.entrySet().stream().map(group -> new Subjects(group.getKey(), group.getValue()));
  }

  /** The API of the grants; empty if it is not known. */
  Optional<ApiProfile> api(Evidence evidence) {
    return evidence.api(grants.getFirst());
  }

  Finding finding(Rule rule, String message) {
    return Finding.of(rule, name, grants, message);
  }
}
