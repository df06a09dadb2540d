/**
 * The main path of a ClientGrant: gather the facts, decide by ordered checks and the planner,
 * execute the plan, report the result. Start reading at {@link
 * io.clientgrant.controller.clientgrant.GrantReconciler} and {@link
 * io.clientgrant.controller.clientgrant.Checks}.
 */
@NullMarked
package io.clientgrant.controller.clientgrant;

import org.jspecify.annotations.NullMarked;
