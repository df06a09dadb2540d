/**
 * How a simulator behaves: its options, its clock and ids, and its rate limits. People change these
 * at a start or while it runs. A setting says nothing about a tenant's contents.
 */
@NullMarked
package io.clientgrant.simulator.setting;

import org.jspecify.annotations.NullMarked;
