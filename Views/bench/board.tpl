{{%AUTOESCAPE context="HTML"}}
<div class="board" data-board="{{EVENTS}}" data-structure="{{STRUCTURE}}">
<nav class="chips" aria-label="[[States]]">
<ul>
{{#CHIP}}
<li><a href="{{CHIP_LINK}}" data-chip="{{CHIP_MARK}}"{{#CHIP_CURRENT}} aria-current="true"{{/CHIP_CURRENT}}><b aria-hidden="true">{{CHIP_SIGN}}</b> <span>{{CHIP_WORD}}</span> <strong data-count>{{CHIP_COUNT}}</strong></a></li>
{{/CHIP}}
</ul>
</nav>
<div class="toolbar">
<form class="inline-form" method="get" action="{{BOARD_LINK}}" role="search" aria-label="[[Find devices]]" data-board-search>
{{#MARK}}
<input type="hidden" name="state" value="{{MARK}}">
{{/MARK}}
<div><label for="q">[[MAC address or name]]</label>
<input type="search" id="q" name="q" value="{{TEXT:p}}" autocomplete="off" autocapitalize="none" spellcheck="false"></div>
<button>[[Find]]</button>
</form>
<p>[[<span data-scanned-count>{{SCANNED}}</span> of {{TOTAL}} scanned]]</p>
<p class="live" data-live-state hidden><span data-on>[[live]]</span><span data-off hidden>[[not live: the page is as it was, and tries again]]</span></p>
<noscript><a class="button" href="{{BOARD_LINK}}">[[Reload]]</a></noscript>
</div>
<p class="hidden" role="status" data-announcer></p>
{{#NO_DEVICES}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>[[The job has no devices yet. They come by scans.]]</span></p>
{{/NO_DEVICES}}
<p class="notice info" data-no-hits{{#HITS}} hidden{{/HITS}}><span aria-hidden="true">ℹ</span> <span>[[No device fits this filter.]]</span></p>
<!--tiles-->
</div>
