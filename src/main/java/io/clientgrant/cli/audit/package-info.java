/**
 * What an audit has found, in the formats that other programs and people read, and the file of what
 * was accepted. Every text of the tenant is hostile: it is escaped here, whatever it contains.
 */
@NullMarked
package io.clientgrant.cli.audit;

import org.jspecify.annotations.NullMarked;
