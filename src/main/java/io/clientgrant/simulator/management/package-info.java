/**
 * The endpoints of the Management API that client grants need. Each answers as the contract of the
 * API says. Paging has the API's two forms.
 */
@NullMarked
package io.clientgrant.simulator.management;

import org.jspecify.annotations.NullMarked;
