/**
 * Decides what to do about one resource. The planner takes the goal, the observation, the ownership
 * and the claim position, and returns a plan. The order of claimants decides which resource holds a
 * grant that several resources claim.
 */
@NullMarked
package io.clientgrant.grant.plan;

import org.jspecify.annotations.NullMarked;
