package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Response;
import java.util.List;
import java.util.function.Function;

/**
 * Builds the response of a list. It has one of three forms: a bare array, a page with totals, or a
 * page with {@code next}.
 *
 * @param name the key of the items
 * @param totalsFirst whether the totals precede the items, as in all lists except those of
 *     organizations
 * @param id the id that the list is sorted by
 * @param show converts an item to JSON
 * @param checkpoints writes the {@code next}
 */
record Listing<T>(
    String name,
    boolean totalsFirst,
    Function<T, String> id,
    Function<T, JsonNode> show,
    PagingCheckpoints checkpoints) {

  /** The items of a list. Only the requested items are read. */
  interface Source<T> {
    int total();

    List<T> from(int offset, int size);

    List<T> after(String id, int size);
  }

  Response response(Paging paging, Source<T> source) {
    return switch (paging) {
      case Paging.Offset page when page.totals() -> Response.management(200, totals(page, source));
      case Paging.Offset page ->
          Response.management(200, shown(source.from(page.start(), page.size())));
      case Paging.Checkpoint part -> Response.management(200, checkpoint(part, source));
    };
  }

  private ObjectNode totals(Paging.Offset page, Source<T> source) {
    var items = shown(source.from(page.start(), page.size()));
    var body = Json.object();
    if (totalsFirst) {
      body.put("total", source.total()).put("start", page.start()).put("limit", page.size());
      body.set(name, items);
    } else {
      // Past the end, the lists of organizations show 0. Source: Management API, organizations.
      var total = items.isEmpty() ? 0 : source.total();
      body.set(name, items);
      body.put("start", page.start()).put("limit", page.size()).put("total", total);
    }
    return body;
  }

  private ObjectNode checkpoint(Paging.Checkpoint part, Source<T> source) {
    var oneMore = part.size() + 1;
    var items =
        part.after().map(id -> source.after(id, oneMore)).orElseGet(() -> source.from(0, oneMore));
    var body = Json.object();
    if (items.size() > part.size()) {
      var page = items.subList(0, part.size());
      body.set(name, shown(page));
      body.put("next", checkpoints.after(id.apply(page.getLast())));
    } else {
      body.set(name, shown(items));
    }
    return body;
  }

  private JsonNode shown(List<T> items) {
    var array = Json.array();
    items.forEach(item -> array.add(show.apply(item)));
    return array;
  }

  /** The source for a short list that is sorted by id. */
  Source<T> sourceOf(List<T> items) {
    return new Source<>() {
      @Override
      public int total() {
        return items.size();
      }

      @Override
      public List<T> from(int offset, int size) {
        return items.stream().skip(offset).limit(size).toList();
      }

      @Override
      public List<T> after(String last, int size) {
        return items.stream()
            .filter(item -> id.apply(item).compareTo(last) > 0)
            .limit(size)
            .toList();
      }
    };
  }
}
