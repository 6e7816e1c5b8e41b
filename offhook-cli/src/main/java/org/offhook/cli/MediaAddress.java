package org.offhook.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SdpResult;
import org.offhook.sdp.SessionDescription;
import org.offhook.transport.Listening;

/**
 * The session description of the commands: one audio stream at the local address that the peer can
 * reach. Nobody listens there, since media are not there yet.
 */
final class MediaAddress {

  private static final int PORT = 40_000;
  private static final int MOST = 1_000;

  private final List<InetAddress> own;
  private final Map<String, SessionDescription> byPeer = new HashMap<>();

  /** Of an endpoint that listens there. */
  MediaAddress(List<Listening> listening) {
    own = listening.stream().map(one -> one.address().getAddress()).distinct().toList();
  }

  /** What to offer to, or answer, a peer. */
  SessionDescription towards(@Nullable String peerHost) {
    if (own.size() == 1 || peerHost == null) {
      return byPeer.computeIfAbsent("", host -> audio(preferred()));
    }
    if (byPeer.size() > MOST) {
      byPeer.clear();
    }
    return byPeer.computeIfAbsent(peerHost, host -> audio(local(host)));
  }

  /** The host that a request to this URI goes to, as far as it can be told. */
  static @Nullable String host(Uri target) {
    return target instanceof SipUri uri ? uri.maddr().orElse(uri.host()) : null;
  }

  private InetAddress preferred() {
    return own.stream()
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .findFirst()
        .or(() -> own.stream().findFirst())
        .orElseGet(InetAddress::getLoopbackAddress);
  }

  /** The address that the machine would send from; a connected UDP socket sends nothing for it. */
  private InetAddress local(String host) {
    try (var channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(InetAddress.getByName(host), 9));
      if (channel.getLocalAddress() instanceof InetSocketAddress here
          && !here.getAddress().isAnyLocalAddress()) {
        return here.getAddress();
      }
    } catch (IOException | RuntimeException e) {
      // no way there: the call itself will tell
    }
    return preferred();
  }

  private static SessionDescription audio(InetAddress address) {
    return SessionDescription.audio(
        address.getHostAddress().replaceFirst("%.*", ""),
        PORT,
        RtpMap.PCMU,
        RtpMap.PCMA,
        RtpMap.TELEPHONE_EVENT);
  }

  /** The session description in a file. */
  static SessionDescription read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw Failure.usage("cannot read " + file + ": " + Input.why(e));
    }
    return switch (SessionDescription.parse(new String(bytes, StandardCharsets.UTF_8))) {
      case SdpResult.Parsed parsed -> parsed.description();
      case SdpResult.Invalid invalid ->
          throw Failure.usage(
              file
                  + " is no session description: line "
                  + invalid.line()
                  + ": "
                  + invalid.reason());
    };
  }
}
