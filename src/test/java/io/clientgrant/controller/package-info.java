/** Parts of Kubernetes' side on a real API server. */
@NullMarked
package io.clientgrant.controller;

import org.jspecify.annotations.NullMarked;
