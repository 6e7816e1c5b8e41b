package org.offhook.server;

/**
 * How much a {@link SipServer} has done since its start.
 *
 * @param requests new requests, each once however often it was repeated
 * @param registrations REGISTER requests that were accepted, queries included
 * @param challenges answers 401 and 407
 * @param forwarded requests sent on, one for each branch of a fork
 * @param acknowledgements ACKs of 2xx sent on
 * @param rejected requests that the server refused itself, challenges not included
 * @param users registered users now
 * @param transactions transactions in memory now
 * @param connections open TCP connections now
 * @param faults errors inside the server, each of which ended one request
 */
public record ServerCounters(
    long requests,
    long registrations,
    long challenges,
    long forwarded,
    long acknowledgements,
    long rejected,
    int users,
    int transactions,
    int connections,
    long faults) {}
