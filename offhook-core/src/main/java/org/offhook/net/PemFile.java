package org.offhook.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The blocks of a PEM file (RFC 7468, and RFC 1421 for those with header lines); a file in DER is
 * one block without a label.
 */
record PemFile(Path path, List<Block> blocks) {

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  /**
   * One block.
   *
   * @param label such as {@code CERTIFICATE}; empty for a file in DER
   * @param headers those of an encrypted key of OpenSSL's older kind; else none
   */
  @SuppressWarnings("ArrayRecordComponent") // made here, and never changed
  record Block(String label, Map<String, String> headers, byte[] content) {

    boolean isCertificate() {
      return label.isEmpty() || label.endsWith("CERTIFICATE");
    }

    boolean isPrivateKey() {
      return label.isEmpty() || label.endsWith("PRIVATE KEY");
    }
  }

  /** Reads a file; throws {@link TlsException}. */
  static PemFile read(Path path) {
    byte[] bytes = bytes(path);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!text.contains(BEGIN)) {
      return new PemFile(path, List.of(new Block("", Map.of(), bytes)));
    }
    var blocks = new ArrayList<Block>();
    for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
      blocks.add(block(path, text, at + BEGIN.length()));
    }
    return new PemFile(path, List.copyOf(blocks));
  }

  static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new TlsException("there is no file " + path + ": check its name", e);
    } catch (IOException e) {
      String why = Files.isDirectory(path) ? "it is a directory" : e.getMessage();
      throw new TlsException("cannot read " + path + ": " + why, e);
    }
  }

  private static Block block(Path path, String text, int from) {
    int labelEnd = text.indexOf(DASHES, from);
    String label = labelEnd < 0 ? "" : text.substring(from, labelEnd);
    int bodyEnd = labelEnd < 0 ? -1 : text.indexOf("-----END " + label + DASHES, labelEnd);
    if (bodyEnd < 0) {
      throw new TlsException(path + " is cut short: a block has no END line");
    }
    var headers = new TreeMap<String, String>();
    var base64 = new StringBuilder();
    for (String line : text.substring(labelEnd + DASHES.length(), bodyEnd).split("\r?\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      } else {
        base64.append(line.strip());
      }
    }
    try {
      return new Block(label, headers, Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException e) {
      throw new TlsException(path + " is damaged: a block is not base64", e);
    }
  }

  /** All certificates in it, in their order; throws {@link TlsException} if there is none. */
  List<X509Certificate> certificates() {
    var all = new ArrayList<X509Certificate>();
    for (var block : blocks) {
      if (block.isCertificate()) {
        all.add(certificate(block.content()));
      }
    }
    if (all.isEmpty()) {
      throw new TlsException(
          path + " has no certificate: give a PEM file with -----BEGIN CERTIFICATE-----");
    }
    return List.copyOf(all);
  }

  private X509Certificate certificate(byte[] der) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new TlsException(path + " has a certificate that cannot be read: is it PEM?", e);
    }
  }
}
