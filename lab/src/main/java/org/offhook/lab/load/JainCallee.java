package org.offhook.lab.load;

import java.util.ArrayList;
import java.util.Properties;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipFactory;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.address.AddressFactory;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ToHeader;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** The callee on JAIN-SIP: rings, answers, and answers BYE; the settings are the fastest found. */
public final class JainCallee implements SipListener {

  private static final String ANSWER =
      """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio 40000 RTP/AVP 0
      a=rtpmap:0 PCMU/8000
      """
          .replace("\n", "\r\n");

  private final SipProvider provider;
  private final MessageFactory messages;
  private final HeaderFactory headers;
  private final AddressFactory addresses;
  private final String contact;

  private JainCallee(SipFactory factory, SipProvider provider, String contact) throws Exception {
    this.provider = provider;
    this.messages = factory.createMessageFactory();
    this.headers = factory.createHeaderFactory();
    this.addresses = factory.createAddressFactory();
    this.contact = contact;
  }

  /**
   * Serves until its input ends.
   *
   * @param arguments ignored, then the port, then {@code name=value} settings that replace ours
   * @throws Exception if the port cannot be had
   */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    var factory = SipFactory.getInstance();
    factory.setPathName("gov.nist");
    var settings = JainSettings.fastest();
    override(settings, arguments);
    var stack = factory.createSipStack(settings);
    var provider = stack.createSipProvider(stack.createListeningPoint("127.0.0.1", port, "udp"));
    provider.addSipListener(new JainCallee(factory, provider, "sip:service@127.0.0.1:" + port));
    stack.start();
    ServerConsole.serve(port);
  }

  private static void override(Properties settings, String[] arguments) {
    for (int i = 2; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      settings.setProperty(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
  }

  @Override
  public void processRequest(RequestEvent event) {
    try {
      var request = event.getRequest();
      switch (request.getMethod()) {
        case Request.INVITE -> invited(event, request);
        case Request.ACK -> {}
        case Request.BYE, Request.OPTIONS ->
            transaction(event, request).sendResponse(messages.createResponse(Response.OK, request));
        default ->
            transaction(event, request)
                .sendResponse(messages.createResponse(Response.NOT_IMPLEMENTED, request));
      }
    } catch (Exception e) {
      System.err.println(e);
    }
  }

  private ServerTransaction transaction(RequestEvent event, Request request) throws Exception {
    var known = event.getServerTransaction();
    return known != null ? known : provider.getNewServerTransaction(request);
  }

  private void invited(RequestEvent event, Request request) throws Exception {
    var transaction = transaction(event, request);
    String tag = Long.toHexString(java.util.concurrent.ThreadLocalRandom.current().nextLong());
    var ringing = messages.createResponse(Response.RINGING, request);
    ((ToHeader) ringing.getHeader(ToHeader.NAME)).setTag(tag);
    ringing.setHeader(contact());
    transaction.sendResponse(ringing);
    var ok = messages.createResponse(Response.OK, request);
    ((ToHeader) ok.getHeader(ToHeader.NAME)).setTag(tag);
    ok.setHeader(contact());
    var allow = new ArrayList<String>();
    for (var method : new String[] {"INVITE", "ACK", "CANCEL", "BYE", "OPTIONS"}) {
      allow.add(method);
    }
    for (var method : allow) {
      ok.addHeader(headers.createAllowHeader(method));
    }
    ok.setContent(ANSWER, headers.createContentTypeHeader("application", "sdp"));
    transaction.sendResponse(ok);
  }

  private javax.sip.header.ContactHeader contact() throws Exception {
    return headers.createContactHeader(addresses.createAddress(contact));
  }

  @Override
  public void processResponse(ResponseEvent event) {}

  @Override
  public void processTimeout(TimeoutEvent event) {}

  @Override
  public void processIOException(IOExceptionEvent event) {}

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {}

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {}
}
