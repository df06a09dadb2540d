/**
 * What is risky, useless or forgotten among the grants of a tenant: rules, each a value, and what
 * they find. All of it is pure. A rule for which something could not be read is not checked, and
 * says so.
 */
@NullMarked
package io.clientgrant.inventory.audit;

import org.jspecify.annotations.NullMarked;
