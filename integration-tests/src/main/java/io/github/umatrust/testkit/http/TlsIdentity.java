package io.github.umatrust.testkit.http;

import io.github.umatrust.testkit.server.ServerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The key and the self-signed certificate of a server called {@code localhost}, made with the
 * keytool of the running Java.
 *
 * @param context for the server
 * @param trusting for a client that trusts this server and no other
 * @param certificate a PEM file with the certificate, for whoever is to trust it
 */
public record TlsIdentity(SSLContext context, SSLContext trusting, Path certificate) {

  private static final String ALIAS = "server";
  private static final String PASSWORD = "changeit";

  /**
   * Makes a key and a certificate.
   *
   * @param directory where the files are put; made where it is missing
   * @throws ServerException when that does not work
   */
  public static TlsIdentity ofLocalhost(Path directory) {
    try {
      Files.createDirectories(directory);
      KeyStore keys = keys(directory);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      Certificate certificate = keys.getCertificate(ALIAS);
      Path pem = directory.resolve("certificate.pem");
      Files.writeString(pem, pem(certificate.getEncoded()));
      return new TlsIdentity(context, trusting(certificate), pem);
    } catch (IOException | GeneralSecurityException e) {
      throw new ServerException("no certificate for a local server: " + e.getMessage(), e);
    }
  }

  private static SSLContext trusting(Certificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, certificate);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static KeyStore keys(Path directory) throws IOException, GeneralSecurityException {
    Path file = directory.resolve("server.p12");
    Files.deleteIfExists(file);
    Path log = directory.resolve("keytool.log");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new ServerException("keytool failed; see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while keytool ran", e);
    } finally {
      keytool.destroyForcibly();
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static String pem(byte[] certificate) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(certificate)
        + "\n-----END CERTIFICATE-----\n";
  }
}
