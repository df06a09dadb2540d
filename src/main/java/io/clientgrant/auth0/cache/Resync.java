package io.clientgrant.auth0.cache;

import io.clientgrant.auth0.api.GrantsApi;
import io.clientgrant.auth0.cache.GrantCache.TakenOver;
import io.clientgrant.auth0.cache.ResyncProgress.Finished;
import io.clientgrant.auth0.cache.ResyncProgress.Paused;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A resync under way. It asks the rate limiter before each call. If it must wait, it can be resumed
 * later, by another thread.
 *
 * <p>A missing grant is confirmed before it counts as gone, because a page can skip a grant when
 * others are created and deleted meanwhile. A few missing grants are read one by one. If many are
 * missing, everything is read again. A list can be empty by mistake, even twice, so some of the
 * many are also read one by one before all count as gone.
 */
public final class Resync {
  private static final int FEW = 5;

  /** After so many calls the worker is given back, so that other work gets its turn. */
  private static final int CALLS_AT_ONCE = 20;

  private final GrantsApi api;
  private final GrantCache.ResyncPass pass;
  private final RateLimiter rateLimiter;
  private final int maxGrants;
  private final InstantSource clock;
  private final Set<GrantId> seenAgain = new HashSet<>();
  private final Deque<Grant> missing = new ArrayDeque<>();
  private final List<Grant> unasked = new ArrayList<>();
  private Iterator<List<Grant>> pages;
  private int pagesRead;
  private boolean readAll;
  private boolean readingAgain;
  private boolean isTakenOver;

  /**
   * @param maxGrants how many grants a tenant may have; a list with more is refused, since an
   *     endpoint could invent grants without end
   * @param clock the clock of the rate limiter
   */
  public Resync(
      GrantsApi api,
      GrantCache.ResyncPass pass,
      RateLimiter rateLimiter,
      int maxGrants,
      InstantSource clock) {
    this.api = api;
    this.pass = pass;
    this.rateLimiter = rateLimiter;
    this.maxGrants = maxGrants;
    this.clock = clock;
    this.pages = api.pages();
  }

  /** Breaks off: it is as if it had not begun. */
  public void abort() {
    pass.abort();
  }

  /** Whether another resync has begun, so that this one is of no more use. */
  public boolean isTakenOver() {
    return isTakenOver;
  }

  /**
   * Goes on until the end, or until it must wait.
   *
   * @throws TenantException if a call does not succeed; the run is of no more use then
   */
  public ResyncProgress advance() {
    try {
      return readOn();
    } catch (TakenOver e) {
      isTakenOver = true;
      return new Paused(clock.instant());
    } catch (TenantException e) {
      pass.abort();
      throw e;
    }
  }

  private ResyncProgress readOn() {
    for (var calls = 0; hasNext(); calls++) {
      pass.progress(clock.instant());
      if (calls == CALLS_AT_ONCE) {
        return new Paused(clock.instant());
      }
      switch (rateLimiter.tryAcquire(this, false)) {
        case Admission.RetryAt(var moment) -> {
          pass.progress(moment);
          return new Paused(moment);
        }
        case Admission.Granted() -> {
          try {
            next();
          } finally {
            rateLimiter.release();
          }
        }
      }
    }
    return new Finished(pass.finish());
  }

  private boolean hasNext() {
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

  private void next() {
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
