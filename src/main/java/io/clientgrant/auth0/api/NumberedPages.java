package io.clientgrant.auth0.api;

import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;

/**
 * A list whose pages the SDK knows by number only: one call for each page, made when it is asked
 * for.
 */
final class NumberedPages<T> implements Iterator<List<T>> {
  /** Auth0 allows fewer APIs than that. An endpoint may invent more. */
  private static final int MAX_PAGES = 1_000;

  private final String noun;
  private final IntFunction<Page<T>> call;
  private int pages;
  private int itemsRead;
  private int total;
  private boolean isOver;

  /**
   * @param noun what the list has
   * @param call reads the page of a number
   */
  NumberedPages(String noun, IntFunction<Page<T>> call) {
    this.noun = noun;
    this.call = call;
  }

  /**
   * A page.
   *
   * @param items those that can be read
   * @param size how many there were
   * @param total how many the list has; {@link Integer#MAX_VALUE} if it ends with an empty page
   */
  record Page<T>(List<T> items, int size, int total) {}

  @Override
  public boolean hasNext() {
    return !isOver;
  }

  @Override
  public List<T> next() {
    if (isOver) {
      throw new NoSuchElementException();
    }
    if (pages == MAX_PAGES) {
      throw new TenantException(
          new Unavailable("Auth0's list of %s does not end.".formatted(noun)));
    }
    var page = call.apply(pages);
    if (pages > 0 && page.total != total) { // then the pages overlap, or leave something out
      throw new TenantException(
          new Unavailable("Auth0's list of %s has changed while it was read.".formatted(noun)));
    }
    total = page.total;
    pages++;
    itemsRead += page.size;
    isOver = page.size == 0 || itemsRead >= total;
    return page.items;
  }
}
