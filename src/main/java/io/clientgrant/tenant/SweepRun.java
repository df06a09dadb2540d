package io.clientgrant.tenant;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.tenant.Failure.Unavailable;
import io.clientgrant.tenant.SweepProgress.Finished;
import io.clientgrant.tenant.SweepProgress.Paused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A sweep under way. It asks the gate before each call, and where it is told to wait it can be
 * taken up again later, by another thread.
 *
 * <p>What is missing at the end is confirmed before it is called gone, since a page can skip a
 * grant when others come and go while the pages are read: a few grants are asked for one by one,
 * many by reading everything again. And since a list can be empty by mistake, twice even, some of
 * the many are asked for as well before all are believed to be gone.
 */
final class SweepRun {
  private static final int FEW = 5;

  private final GrantsApi api;
  private final TenantView.Sweep sweep;
  private final Gate gate;
  private final Set<GrantId> seenAgain = new HashSet<>();
  private final Deque<Grant> missing = new ArrayDeque<>();
  private final List<Grant> unasked = new ArrayList<>();
  private Iterator<List<Grant>> pages;
  private boolean readAll;
  private boolean readingAgain;

  SweepRun(GrantsApi api, TenantView.Sweep sweep, Gate gate) {
    this.api = api;
    this.sweep = sweep;
    this.gate = gate;
    this.pages = api.pages();
  }

  /**
   * Goes on until the end, or until the gate says to wait.
   *
   * @throws TenantException if a call does not succeed; the run is of no more use then
   */
  SweepProgress advance() {
    try {
      return readOn();
    } catch (TenantException e) {
      sweep.fail();
      throw e;
    }
  }

  private SweepProgress readOn() {
    while (hasNext()) {
      switch (gate.ask(this, false)) {
        case Turn.Later(var moment) -> {
          return new Paused(moment);
        }
        case Turn.Now() -> {
          try {
            next();
          } finally {
            gate.leave();
          }
        }
      }
    }
    return new Finished(sweep.end());
  }

  private boolean hasNext() {
    if (!pages.hasNext() && !readAll) {
      readAll = true;
      missing.addAll(sweep.missing());
      if (missing.size() > FEW) {
        readingAgain = true;
        pages = api.pages();
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
      unasked.forEach(sweep::gone);
      unasked.clear();
    }
    return pages.hasNext() || !missing.isEmpty();
  }

  private void next() {
    if (readingAgain) {
      pages.next().forEach(grant -> seenAgain.add(grant.id()));
    } else if (pages.hasNext()) {
      sweep.page(pages.next());
    } else {
      var grant = missing.remove();
      if (api.get(grant.id()).isEmpty()) {
        sweep.gone(grant);
      } else if (!unasked.isEmpty()) {
        throw new TenantException(new Unavailable("Auth0's list lacks grants that are there."));
      }
    }
  }
}
