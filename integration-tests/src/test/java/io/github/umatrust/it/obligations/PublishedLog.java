package io.github.umatrust.it.obligations;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The log of a realm, as anybody reads it; nothing of the product's own code is used. */
record PublishedLog(TestRealm realm) {

  String url() {
    return realm.issuer() + "/obligations/log";
  }

  Reply get(String path, String... headers) {
    return Http.get(url() + "/" + path, headers);
  }

  /** The lines of the latest checkpoint. */
  List<String> checkpoint() {
    return get("checkpoint").body().lines().toList();
  }

  /** How many entries it covers; 0 before the log has begun. */
  long size() {
    Reply reply = get("checkpoint");
    return reply.status() == 404 ? 0 : Long.parseLong(reply.body().lines().toList().get(1));
  }

  byte[] bytes(String path) {
    try {
      HttpResponse<byte[]> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url() + "/" + path)).build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(path + ": HTTP " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The entries of a log of fewer than 256. */
  List<byte[]> entries(long size) {
    byte[] bundle = bytes("tile/entries/000.p/" + size);
    List<byte[]> entries = new ArrayList<>();
    for (int at = 0; at < bundle.length; ) {
      int length = (bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff);
      entries.add(Arrays.copyOfRange(bundle, at + 2, at + 2 + length));
      at += 2 + length;
    }
    return entries;
  }

  /** RFC 6962 §2.1, word for word. */
  static byte[] root(List<byte[]> entries) {
    if (entries.isEmpty()) {
      return sha256();
    }
    if (entries.size() == 1) {
      return leaf(entries.get(0));
    }
    int split = Integer.highestOneBit(entries.size() - 1);
    return sha256(
        new byte[] {1},
        root(entries.subList(0, split)),
        root(entries.subList(split, entries.size())));
  }

  static byte[] leaf(byte[] entry) {
    return sha256(new byte[] {0}, entry);
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
