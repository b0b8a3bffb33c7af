{{%AUTOESCAPE context="HTML"}}
<div class="panels">
<section class="card" aria-labelledby="device-heading">
<h2 id="device-heading">[[What it is]]</h2>
<dl class="rows dense">
<div><dt>[[State]]</dt><dd><span class="mark" data-mark="{{MARK}}"><b aria-hidden="true">{{SIGN}}</b> {{WORD}}</span>{{#IS_SCANNED}} <span class="tag">[[scanned]]</span>{{/IS_SCANNED}}</dd></div>
<div><dt>[[Product]]</dt><dd>{{PRODUCT}}</dd></div>
<div><dt>[[MAC]]</dt><dd><code>{{MAC}}</code></dd></div>
{{#SERIAL}}
<div><dt>[[Serial number]]</dt><dd><code>{{SERIAL}}</code></dd></div>
{{/SERIAL}}
{{#LINE}}
<div><dt>[[Line of the list]]</dt><dd>{{LINE}}</dd></div>
{{/LINE}}
{{#VALUE}}
<div><dt>{{COLUMN:p}}</dt><dd>{{#SHOWN}}{{SHOWN:p}}{{/SHOWN}}{{#EMPTY}}<span class="none">[[empty]]</span>{{/EMPTY}}</dd></div>
{{/VALUE}}
</dl>
</section>
<section class="card" aria-labelledby="file-heading">
<h2 id="file-heading">[[Its profile]]</h2>
{{#FILE_FAULT}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{FILE_FAULT}}</span></p>
{{/FILE_FAULT}}
<dl class="rows dense">
{{#FILE}}
{{#PATH}}
<div><dt>[[File]]</dt><dd><code>{{PATH_TEXT}}</code></dd></div>
{{/PATH}}
<div><dt>[[Size]]</dt><dd>{{SIZE}}</dd></div>
<div><dt>[[Checksum]]</dt><dd><code>{{CHECKSUM}}</code></dd></div>
{{/FILE}}
<div><dt>[[Fetched]]</dt><dd>{{FETCHES}}</dd></div>
</dl>
</section>
</div>
<section class="card" aria-labelledby="story-heading">
<h2 id="story-heading">[[What happened]]</h2>
{{#NO_EVENTS}}
<p>[[Nothing yet: it was not scanned, and asked for nothing.]]</p>
{{/NO_EVENTS}}
{{#STORY}}
<ol class="timeline story-of-device" reversed>
{{#EVENT}}
<li{{#BAD}} class="bad"{{/BAD}}>{{>TIME}} <strong>{{KIND}}</strong>{{#TEXT}} {{TEXT:p}}{{/TEXT}}{{#SUBJECT}} <code>{{SUBJECT}}</code>{{/SUBJECT}} <span class="help">{{#PEER}}[[from {{PEER}}]] {{/PEER}}{{#ACTOR}}[[by {{ACTOR:p}}]]{{/ACTOR}}</span></li>
{{/EVENT}}
</ol>
{{/STORY}}
</section>
<p class="buttons"><a class="button" href="{{BOARD_LINK}}">[[To the board]]</a></p>
