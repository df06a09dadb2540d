package io.clientgrant.auth0.cache;

import io.clientgrant.auth0.api.GrantsApi;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A resync: reads every grant of a tenant.
 *
 * <p>A missing grant is confirmed before it counts as gone, because a page can skip a grant when
 * others are created and deleted meanwhile. A few missing grants are read one by one. If many are
 * missing, everything is read again. A list can be empty by mistake, even twice, so some of the
 * many are also read one by one before all count as gone.
 */
public final class Resync implements SharedReading.Pass {
  private static final int FEW = 5;

  private final GrantsApi api;
  private final GrantCache.ResyncPass pass;
  private final int maxGrants;
  private final Set<GrantId> seenAgain = new HashSet<>();
  private final Deque<Grant> missing = new ArrayDeque<>();
  private final List<Grant> unasked = new ArrayList<>();
  private Iterator<List<Grant>> pages;
  private int pagesRead;
  private boolean readAll;
  private boolean readingAgain;

  /**
   * @param maxGrants how many grants a tenant may have; a list with more is refused, since an
   *     endpoint could invent grants without end
   */
  public Resync(GrantsApi api, GrantCache.ResyncPass pass, int maxGrants) {
    this.api = api;
    this.pass = pass;
    this.maxGrants = maxGrants;
    this.pages = api.pages();
  }

  @Override
  public void abort() {
    pass.abort();
  }

  @Override
  public void finish() {
    pass.finish();
  }

  @Override
  public boolean hasNext() {
    if (!pages.hasNext() && !readAll) {
      readAll = true;
      missing.addAll(pass.missing());
      if (missing.size() > FEW) {
        readingAgain = true;
        pages = api.pages();
        pagesRead = 0;
      }
    }
    if (!pages.hasNext() && readingAgain) {
      readingAgain = false;
      missing.removeIf(grant -> seenAgain.contains(grant.id()));
      while (missing.size() > FEW) {
        unasked.add(missing.removeLast());
      }
    }
    if (readAll && !readingAgain && missing.isEmpty()) {
      unasked.forEach(pass::recordGone);
      unasked.clear();
    }
    return pages.hasNext() || !missing.isEmpty();
  }

  @Override
  public void next() {
    if (pages.hasNext() && pagesRead++ * GrantsApi.PAGE_SIZE >= maxGrants) {
      throw new TenantException(
          new Unavailable(
              "The list has more than %d grants, or does not end. If it is right, raise --max-grants of the operator (maxGrants of its chart)."
                  .formatted(maxGrants)));
    }
    if (readingAgain) {
      pages.next().forEach(grant -> seenAgain.add(grant.id()));
    } else if (pages.hasNext()) {
      pass.recordPage(pages.next());
    } else {
      var grant = missing.remove();
      if (api.get(grant.id()).isEmpty()) {
        pass.recordGone(grant);
      } else if (!unasked.isEmpty()) {
        throw new TenantException(new Unavailable("Auth0's list lacks grants that are there."));
      }
    }
  }
}
