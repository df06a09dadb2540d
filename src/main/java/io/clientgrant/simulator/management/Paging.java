package io.clientgrant.simulator.management;

import io.clientgrant.simulator.setting.SimulatorOptions;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.QueryRules;
import java.util.Optional;

/** Which part of a list is asked for. */
sealed interface Paging {
  int MAX_SIZE = 100;

  /** A page by its number, as a bare array or with totals. */
  record Offset(int page, int size, boolean totals) implements Paging {
    int start() {
      return page * size;
    }
  }

  /** What comes after a position, with the next position if there is more. */
  record Checkpoint(Optional<String> after, int size) implements Paging {}

  /**
   * What the parameters ask for. A checkpoint wins over a page. Source: Management API, list client
   * grants.
   *
   * @param defaultSize the size of a page when {@code per_page} is not sent
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

  /** What the parameters ask for where there are no checkpoints. */
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
