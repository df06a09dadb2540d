package io.clientgrant.simulator.management;

import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.QueryRules;
import java.util.Optional;

/** The part of a list that a request asks for. */
sealed interface Paging {
  int MAX_SIZE = 100;

  /** Offset pagination: a page by its number, as a bare array or with totals. */
  record Offset(int page, int size, boolean totals) implements Paging {
    int start() {
      return page * size;
    }
  }

  /** Checkpoint pagination: the items after an id, and a {@code next} if there are more. */
  record Checkpoint(Optional<String> after, int size) implements Paging {}

  /**
   * Reads the paging parameters. Checkpoint pagination takes precedence over offset pagination.
   * Source: Management API, list client grants.
   *
   * @param defaultSize the page size without {@code per_page}
   */
  static Paging ofBoth(
      QueryRules query, PagingCheckpoints checkpoints, SimulatorOptions options, int defaultSize) {
    var take = query.integer("take", 1, MAX_SIZE);
    var from = query.query().first("from");
    if (take.isEmpty() && from.isEmpty()) {
      return ofPages(query, options, defaultSize);
    }
    return new Checkpoint(from.map(checkpoints::position), take.orElse(50));
  }

  /** Reads the paging parameters of an endpoint without checkpoint pagination. */
  static Paging ofPages(QueryRules query, SimulatorOptions options, int defaultSize) {
    var page = query.integer("page", 0, 999_999).orElse(0);
    var size = query.integer("per_page", 1, MAX_SIZE).orElse(defaultSize);
    if ((page + 1L) * size > Math.max(options.offsetPagingLimit(), size)) {
      throw ErrorResponse.of(
          400,
          "Requesting page %d exceeds the allowed maximum of %d records."
              .formatted(page, options.offsetPagingLimit()),
          "invalid_paging");
    }
    return new Offset(page, size, query.flag("include_totals").orElse(false));
  }
}
