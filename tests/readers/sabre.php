<?php
// What sabre/vobject reads: base64 of calendar objects as a JSON list on stdin, a JSON list on stdout.
require 'Sabre/VObject/autoload.php';

use Sabre\VObject\Reader;

$texts = array_map('base64_decode', json_decode(stream_get_contents(STDIN)));
echo json_encode(array_map('seen', $texts), JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);

function seen(string $text): array
{
    $calendar = @Reader::read($text);
    if (count($calendar->VEVENT) !== 1) {
        throw new Exception(count($calendar->VEVENT) . ' events');
    }
    $event = $calendar->VEVENT;
    $start = $event->DTSTART->getDateTime();
    return [
        'method' => (string) $calendar->METHOD,
        'uid' => (string) $event->UID,
        'sequence' => (int) (string) $event->SEQUENCE,
        'starts_at' => $start->getTimestamp(),
        'ends_at' => $event->DTEND->getDateTime()->getTimestamp(),
        'wall_time' => $start->format('Y-m-d\TH:i:s'),
        'time_zone' => $start->getTimezone()->getName(),
        'summary' => text($event->SUMMARY),
        'description' => text($event->DESCRIPTION),
        'location' => text($event->LOCATION),
        'status' => (string) $event->STATUS,
        'organizer' => (string) $event->ORGANIZER,
        'organizer_name' => (string) $event->ORGANIZER['CN'],
        'attendee' => (string) $event->ATTENDEE,
        'attendee_name' => isset($event->ATTENDEE) ? (string) $event->ATTENDEE['CN'] : '',
        'participation' => isset($event->ATTENDEE) ? (string) $event->ATTENDEE['PARTSTAT'] : '',
        'conference' => (string) $event->CONFERENCE,
        'complaints' => array_map(fn ($one) => $one['message'], $calendar->validate()),
    ];
}

// This version undoes \\ and \n itself, and leaves \, and \; to whoever shows the text.
function text($property): string
{
    return preg_replace('/\\\\([,;])/', '$1', (string) $property);
}
