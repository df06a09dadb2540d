package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.core.ManagementApiException;
import com.auth0.client.mgmt.core.ManagementException;
import com.auth0.client.mgmt.core.ObjectMappers;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * Makes the few reading calls that the SDK cannot make. They fail as those of the SDK do.
 *
 * @param http what the calls go through, with the token
 * @param api where the Management API is
 */
record JsonCalls(OkHttpClient http, HttpUrl api) {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  /** Where a part of the API is. */
  HttpUrl.Builder at(String path) {
    return api.newBuilder().addPathSegments(path);
  }

  /** What a GET answers. */
  JsonNode get(HttpUrl url) {
    try (var response = http.newCall(new Request.Builder().url(url).build()).execute()) {
      var body = response.body().string();
      if (!response.isSuccessful()) {
        throw new ManagementApiException("the call was refused", response.code(), reason(body));
      }
      return ObjectMappers.JSON_MAPPER.readTree(body);
    } catch (IOException e) {
      throw new ManagementException("there was no answer", e);
    }
  }

  private static Map<String, Object> reason(String body) {
    try {
      return ObjectMappers.JSON_MAPPER.readValue(body, OBJECT);
    } catch (IOException e) {
      return Map.of();
    }
  }
}
