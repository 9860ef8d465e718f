/*
 * The page's comfort, for browsers that run scripts: tables sort by their heads, quotations
 * filter by stance, charts are copied as SVG with their colours inside. The page lacks nothing
 * without it, and it makes its own buttons.
 */
#include "report/renderers.h"

const char *const EM_PAGE_SCRIPT[] = {
    "(function(){'use strict';\n"
    "var words=document.body.dataset;\n"
    "function button(text,name){var b=document.createElement('button');b.type='button';\n"
    " b.className=name;b.textContent=text;return b}\n"
    /* the number in a cell: 1,204  4.8%  \u22120.4  <0.001 */
    "function number(text){var m=text.replace(/,/g,'').replace(/\\u2212/g,'-')\n"
    " .match(/-?\\d+(\\.\\d+)?/);return m?parseFloat(m[0]):-Infinity}\n"
    "function sort(table,head,place){var body=table.tBodies[0],rows=[].slice.call(body.rows);\n"
    " var down=head.getAttribute('aria-sort')!=='descending';\n"
    " var counts=head.classList.contains('n');\n"
    " rows.sort(function(a,b){var x=a.cells[place].textContent,y=b.cells[place].textContent;\n"
    "  var order=counts?number(x)-number(y)||0:x.localeCompare(y);return down?-order:order});\n"
    " rows.forEach(function(row){body.appendChild(row)});\n"
    " [].forEach.call(table.tHead.rows[0].cells,function(h){h.removeAttribute('aria-sort')});\n"
    " head.setAttribute('aria-sort',down?'descending':'ascending')}\n"
    "[].forEach.call(document.querySelectorAll('table'),function(table){\n"
    " [].forEach.call(table.tHead.rows[0].cells,function(head,place){\n"
    "  var b=button(head.textContent,'sort');head.textContent='';head.appendChild(b);\n"
    "  b.addEventListener('click',function(){sort(table,head,place)})})});\n",

    "var quotes=[].slice.call(document.querySelectorAll('.quotes blockquote')),seen=[];\n"
    "quotes.forEach(function(q){if(seen.indexOf(q.className)<0)seen.push(q.className)});\n"
    "if(seen.length>1){var bar=document.createElement('p');bar.className='filter';\n"
    " var show=function(stance,pressed){quotes.forEach(function(q){\n"
    "   q.hidden=stance!==''&&q.className!==stance});\n"
    "  [].forEach.call(document.querySelectorAll('.quotes'),function(group){\n"
    "   group.previousElementSibling.hidden=!group.querySelector('blockquote:not([hidden])')});\n"
    "  [].forEach.call(bar.children,function(b){b.setAttribute('aria-pressed',b===pressed)})};\n"
    " [''].concat(seen).forEach(function(stance){\n"
    "  var some=document.querySelector('.quotes .'+(stance||'none')+' footer b');\n"
    "  var b=button(stance?some.textContent:words.all,'tool');\n"
    "  b.setAttribute('aria-pressed',stance==='');\n"
    "  b.addEventListener('click',function(){show(stance,b)});bar.appendChild(b)});\n"
    " var lead=document.querySelector('#quotations .lead');lead.parentNode\n"
    "  .insertBefore(bar,lead.nextSibling)}\n",

    "var LOOK=['fill','fill-opacity','stroke','stroke-width','font-family','font-size',\n"
    " 'font-weight'];\n"
    "function picture(svg){var copy=svg.cloneNode(true);\n"
    " copy.setAttribute('xmlns','http://www.w3.org/2000/svg');\n"
    " var from=svg.querySelectorAll('*'),to=copy.querySelectorAll('*');\n"
    " [].forEach.call(from,function(part,i){if(!/^(title|desc)$/.test(part.tagName)){\n"
    "  var look=getComputedStyle(part);LOOK.forEach(function(name){\n"
    "   to[i].setAttribute(name,look.getPropertyValue(name))})}});\n"
    " return new XMLSerializer().serializeToString(copy)}\n"
    "if(navigator.clipboard)[].forEach.call(document.querySelectorAll('figure svg'),\n"
    " function(svg){var b=button(words.copy,'tool');b.addEventListener('click',function(){\n"
    "   navigator.clipboard.writeText(picture(svg)).then(function(){\n"
    "    b.textContent=words.copied;setTimeout(function(){b.textContent=words.copy},1500)})});\n"
    "  svg.parentNode.appendChild(b)});\n"
    "})();\n",
    NULL,
};
