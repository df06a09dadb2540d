package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.QueryRules;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The fields of an object that a request wants to see: {@code fields} and {@code include_fields}.
 *
 * @param names the names that the request lists; empty for all fields
 * @param included whether they are shown, or all the others
 */
record Fields(Set<String> names, boolean included) {

  static Fields of(QueryRules query) {
    var names = new HashSet<String>();
    query.query().first("fields").ifPresent(list -> names.addAll(Arrays.asList(list.split(","))));
    return new Fields(names, query.flag("include_fields").orElse(true));
  }

  /** These fields of an object. */
  ObjectNode of(ObjectNode object) {
    if (names.isEmpty()) {
      return object;
    }
    return included ? object.retain(names) : object.remove(names);
  }
}
